package dev.targetnode.iscsi.pdu;

import org.jspecify.annotations.Nullable;

/** CSG and NSG in byte 1 of the login PDUs (RFC 7143 11.12.3). */
final class LoginStages {
    private LoginStages() {}

    /** CSG, null when reserved. */
    static @Nullable LoginStage current(BhsReader in) {
        return LoginStage.ofCode(in.u8(Bhs.FLAGS) >> Bhs.CURRENT_STAGE_SHIFT & Bhs.STAGE_MASK);
    }

    /** NSG, null when reserved; without T the field is ignored and the stage stays. */
    static @Nullable LoginStage next(BhsReader in) {
        return in.flag(Bhs.TRANSIT_BIT) ? LoginStage.ofCode(in.u8(Bhs.FLAGS) & Bhs.STAGE_MASK) : current(in);
    }
}
