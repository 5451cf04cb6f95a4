package dev.targetnode.backstore.file;

import dev.targetnode.core.loop.Transport;

class AutoFileContractTest extends FileContract {
    @Override
    protected Transport transport() {
        return Transport.IO_URING;
    }

    @Override
    String attributes() {
        return "file-engine = auto, o_direct = false";
    }
}
