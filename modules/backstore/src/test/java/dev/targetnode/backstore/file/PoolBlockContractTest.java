package dev.targetnode.backstore.file;

import dev.targetnode.core.loop.Transport;

class PoolBlockContractTest extends BlockContract {
    @Override
    protected Transport transport() {
        return Transport.EPOLL;
    }

    @Override
    String attributes() {
        return "file-engine = pool";
    }
}
