package dev.targetnode.iscsi.login;

/** Every Status-Class and Status-Detail of a Login Response that ends a login without success (RFC 7143 11.13.5). */
public enum LoginRefusal {
    /** Redirection, temporarily; the response carries TargetAddress. */
    TARGET_MOVED_TEMPORARILY(0x01, 0x01),
    /** Redirection, for good; the response carries TargetAddress. */
    TARGET_MOVED_PERMANENTLY(0x01, 0x02),
    /** Miscellaneous initiator error: everything the initiator did wrong that has no code of its own. */
    INITIATOR_ERROR(0x02, 0x00),
    /** The initiator could not be authenticated, or starts past the security stage although it must not. */
    AUTHENTICATION_FAILURE(0x02, 0x01),
    /** The initiator may not use this target. */
    AUTHORIZATION_FAILURE(0x02, 0x02),
    /** No such target (also said for targets that are hidden from this initiator). */
    NOT_FOUND(0x02, 0x03),
    /** The target was removed and no new address is known. */
    TARGET_REMOVED(0x02, 0x04),
    /** No version of the protocol in common. */
    UNSUPPORTED_VERSION(0x02, 0x05),
    /** The session has all the connections it may have. */
    TOO_MANY_CONNECTIONS(0x02, 0x06),
    /** InitiatorName or TargetName is missing. */
    MISSING_PARAMETER(0x02, 0x07),
    /** The connection cannot join this session. */
    CANNOT_INCLUDE_IN_SESSION(0x02, 0x08),
    /** SessionType is neither Normal nor Discovery. */
    SESSION_TYPE_NOT_SUPPORTED(0x02, 0x09),
    /** TSIH names no session. */
    SESSION_DOES_NOT_EXIST(0x02, 0x0A),
    /** A request other than Login came during login. */
    INVALID_DURING_LOGIN(0x02, 0x0B),
    /** The target failed. */
    TARGET_ERROR(0x03, 0x00),
    /** The target is not operational now. */
    SERVICE_UNAVAILABLE(0x03, 0x01),
    /** No resources for another session or connection. */
    OUT_OF_RESOURCES(0x03, 0x02);

    private final byte statusClass;
    private final byte statusDetail;

    LoginRefusal(int statusClass, int statusDetail) {
        this.statusClass = (byte) statusClass;
        this.statusDetail = (byte) statusDetail;
    }

    /** Status-Class, byte 36 of the Login Response. */
    public byte statusClass() {
        return statusClass;
    }

    /** Status-Detail, byte 37 of the Login Response. */
    public byte statusDetail() {
        return statusDetail;
    }

    /** Class and detail as one number, {@code 0x0201} for an authentication failure. */
    public int code() {
        return (statusClass << 8) | statusDetail;
    }
}
