package dev.targetnode.backstore.file;

import dev.targetnode.core.loop.Transport;

class AutoOnNioBlockContractTest extends BlockContract {
    @Override
    protected Transport transport() {
        return Transport.NIO;
    }

    @Override
    String attributes() {
        return "write_through = true";
    }
}
