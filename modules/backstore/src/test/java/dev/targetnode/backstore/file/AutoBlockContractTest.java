package dev.targetnode.backstore.file;

import dev.targetnode.core.loop.Transport;

class AutoBlockContractTest extends BlockContract {
    @Override
    protected Transport transport() {
        return Transport.IO_URING;
    }

    @Override
    String attributes() {
        return "file-engine = auto";
    }
}
