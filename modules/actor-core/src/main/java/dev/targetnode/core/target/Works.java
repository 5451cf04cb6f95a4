package dev.targetnode.core.target;

import dev.targetnode.core.memory.DataBuffers;
import dev.targetnode.core.scsi.DiskGeometry;
import dev.targetnode.core.scsi.Plan;
import org.jspecify.annotations.Nullable;

/** The work that a plan comes to, for those plans that are nothing but work on blocks and are not READ or WRITE. */
final class Works {
    private Works() {}

    /** Null for a plan of another kind. */
    static @Nullable Work of(Plan plan, ScsiRequest request, DiskGeometry geometry, DataBuffers buffers) {
        int blockBytes = geometry.blockBytes();
        if (plan instanceof Plan.Unmap unmap) {
            return Work.unmap(unmap, blockBytes);
        } else if (plan instanceof Plan.WriteSame same) {
            return Work.writeSame(same, request, blockBytes, buffers);
        } else if (plan instanceof Plan.CompareAndWrite compare) {
            return new CompareAndWriteWork(compare, request, blockBytes, buffers);
        } else if (plan instanceof Plan.Verify verify) {
            return VerifyWork.verify(verify, request, blockBytes, buffers);
        } else if (plan instanceof Plan.WriteAndVerify write) {
            return VerifyWork.writeAndVerify(write, request, blockBytes, buffers);
        } else if (plan instanceof Plan.OrWrite or) {
            return new OrWriteWork(or, request, blockBytes, buffers);
        } else if (plan instanceof Plan.MapQuery query) {
            return new MapQueryWork(query, request, blockBytes);
        } else if (plan instanceof Plan.SelfTest) {
            return new SelfTestWork(geometry.blocks(), blockBytes, buffers);
        }
        return null;
    }
}
