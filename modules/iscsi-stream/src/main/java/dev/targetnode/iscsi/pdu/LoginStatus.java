package dev.targetnode.iscsi.pdu;

import org.jspecify.annotations.Nullable;

/**
 * Status-Class and Status-Detail of a Login Response (RFC 7143 11.13.5). After any class but 0 the target closes the
 * TCP connection.
 */
public enum LoginStatus {
    /** Login is proceeding. */
    SUCCESS(0x00, 0x00),
    /** The target moved for now; TargetAddress is in the answer. */
    TARGET_MOVED_TEMPORARILY(0x01, 0x01),
    /** The target moved for good; TargetAddress is in the answer. */
    TARGET_MOVED_PERMANENTLY(0x01, 0x02),
    /** Miscellaneous initiator errors. */
    INITIATOR_ERROR(0x02, 0x00),
    /** The initiator could not be authenticated, or security is required. */
    AUTHENTICATION_FAILURE(0x02, 0x01),
    /** The initiator may not use this target. */
    AUTHORIZATION_FAILURE(0x02, 0x02),
    /** No such target at this address. */
    NOT_FOUND(0x02, 0x03),
    /** The target was removed and no forwarding address is known. */
    TARGET_REMOVED(0x02, 0x04),
    /** The iSCSI version range has nothing in common with ours. */
    UNSUPPORTED_VERSION(0x02, 0x05),
    /** Too many connections on this session (TSIH). */
    TOO_MANY_CONNECTIONS(0x02, 0x06),
    /** A key that the login needs is missing. */
    MISSING_PARAMETER(0x02, 0x07),
    /** The target cannot include this connection in the session. */
    CANNOT_INCLUDE_IN_SESSION(0x02, 0x08),
    /** The session type is not supported. */
    SESSION_TYPE_NOT_SUPPORTED(0x02, 0x09),
    /** The session to which a connection is to be added does not exist. */
    SESSION_DOES_NOT_EXIST(0x02, 0x0a),
    /** The request is invalid during the login phase. */
    INVALID_DURING_LOGIN(0x02, 0x0b),
    /** Target hardware or software error. */
    TARGET_ERROR(0x03, 0x00),
    /** The service or target is not operational now. */
    SERVICE_UNAVAILABLE(0x03, 0x01),
    /** Not enough session, connection or other resources. */
    OUT_OF_RESOURCES(0x03, 0x02);

    private static final LoginStatus[] ALL = values();

    private final int statusClass;
    private final int statusDetail;

    LoginStatus(int statusClass, int statusDetail) {
        this.statusClass = statusClass;
        this.statusDetail = statusDetail;
    }

    /** Status-Class, one byte. */
    public int statusClass() {
        return statusClass;
    }

    /** Status-Detail, one byte. */
    public int statusDetail() {
        return statusDetail;
    }

    /** The constant of a class and detail (0..255 each), null when the standard assigns none. */
    public static @Nullable LoginStatus of(int statusClass, int statusDetail) {
        for (LoginStatus status : ALL) {
            if (status.statusClass == statusClass && status.statusDetail == statusDetail) {
                return status;
            }
        }
        return null;
    }
}
