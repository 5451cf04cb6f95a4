package dev.targetnode.backstore.file;

import dev.targetnode.core.loop.Transport;

class PoolFileContractTest extends FileContract {
    @Override
    protected Transport transport() {
        return Transport.EPOLL;
    }

    @Override
    String attributes() {
        return "file-engine = pool, o_direct = false";
    }
}
