package dev.targetnode.core.target;

import dev.targetnode.core.backstore.Backstore;
import dev.targetnode.core.backstore.BackstoreCallback;
import dev.targetnode.core.scsi.LbaStatus;
import dev.targetnode.core.scsi.Plan;
import io.netty.buffer.ByteBuf;

/** GET LBA STATUS: asks the store for its map and lays the answer out in the request's buffer. */
final class MapQueryWork extends Work {
    private final Plan.MapQuery plan;
    private final ScsiRequest request;
    private final int blockBytes;
    private boolean asked;
    private int wanted;
    private int copied;

    MapQueryWork(Plan.MapQuery plan, ScsiRequest request, int blockBytes) {
        super(0, 0, false); // it may tell of the state before or after any other command's
        this.plan = plan;
        this.request = request;
        this.blockBytes = blockBytes;
    }

    @Override
    boolean step(Backstore store, BackstoreCallback callback) {
        if (asked) {
            return false;
        }
        asked = true;
        store.extents(plan.lba() * blockBytes, plan.descriptors(), (outcome, extents) -> {
            if (!extents.isEmpty()) {
                copy(LbaStatus.encode(extents, blockBytes, plan.descriptors()));
            }
            callback.completed(outcome);
        });
        return true;
    }

    private void copy(byte[] data) {
        wanted = (int) Math.min(data.length, plan.allocationLength());
        ByteBuf into = request.dataIn();
        if (into != null) {
            copied = Math.min(wanted, request.dataInBytesMax());
            into.setBytes(0, data, 0, copied);
        }
    }

    @Override
    int dataInBytes() {
        return copied;
    }

    @Override
    long wantedBytes(long ofCdb) {
        return wanted;
    }
}
