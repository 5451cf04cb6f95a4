package dev.targetnode.iscsi.pdu;

import org.jspecify.annotations.Nullable;

/** A stage of the login phase (RFC 7143 11.12.3). Code 2 is reserved. */
public enum LoginStage {
    /** Security negotiation. */
    SECURITY_NEGOTIATION(0),
    /** Login operational negotiation. */
    OPERATIONAL_NEGOTIATION(1),
    /** Full feature phase. */
    FULL_FEATURE_PHASE(3);

    private static final LoginStage[] BY_CODE = WireCodes.index(values(), LoginStage::code, LoginStage[]::new);

    private final int code;

    LoginStage(int code) {
        this.code = code;
    }

    /** The CSG or NSG code on the wire (two bits). */
    public int code() {
        return code;
    }

    /** The constant of a wire code (0..255), null when the standard reserves the code. */
    public static @Nullable LoginStage ofCode(int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
