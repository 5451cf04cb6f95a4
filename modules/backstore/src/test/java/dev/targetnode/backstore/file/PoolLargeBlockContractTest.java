package dev.targetnode.backstore.file;

import dev.targetnode.core.loop.Transport;

class PoolLargeBlockContractTest extends BlockContract {
    @Override
    protected Transport transport() {
        return Transport.EPOLL;
    }

    @Override
    String attributes() {
        return "file-engine = pool";
    }

    @Override
    protected int block() {
        return 4096;
    }
}
