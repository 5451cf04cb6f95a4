package dev.targetnode.backstore.file;

import dev.targetnode.core.loop.Transport;

class PoolOnNioFileContractTest extends FileContract {
    @Override
    protected Transport transport() {
        return Transport.NIO;
    }

    @Override
    String attributes() {
        return "file-engine = auto, o_direct = false";
    }
}
