package dev.targetnode.core.scsi.reservation;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of reservations for the time after a loss of power (APTPL): a stable form with a version and a checksum.
 * All integers are big-endian.
 *
 * <pre>
 * 8  "TNRESERV"
 * 2  version, 1
 * 1  APTPL, 0 or 1; with 0 the rest is empty
 * 1  TYPE of the persistent reservation, 0 for none
 * 4  number of the registration that holds it, -1 for none or for all
 * 4  how many registrations follow, each:
 *    2 + n  initiator name, UTF-8    8  ISID
 *    2 + n  target name, UTF-8       2  portal group tag
 *    2  relative target port identifier
 *    8  reservation key
 * 4  CRC-32C of all bytes before it
 * </pre>
 */
public final class ReservationRecord {
    private static final long MAGIC = 0x544E_5245_5345_5256L;
    private static final int VERSION = 1;
    private static final int NO_HOLDER = -1;
    private static final int CHECKSUM_BYTES = 4;
    private static final int HEAD_BYTES = 20;

    /** What a record turns out to hold. */
    public sealed interface Decoded {}

    /** What was reserved, with PRGENERATION 0. */
    public record Restored(Reservations reservations) implements Decoded {}

    /** It is not what was written, or was written by a later version; {@code reason} is for people. */
    public record Unusable(String reason) implements Decoded {}

    private ReservationRecord() {}

    /** What must be found again after a loss of power. */
    public static byte[] encode(Reservations now) {
        Reservations kept = now.afterPowerLoss();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            Reservations.Hold hold = kept.hold();
            out.writeLong(MAGIC);
            out.writeShort(VERSION);
            out.writeByte(kept.persists() ? 1 : 0);
            out.writeByte(hold == null ? 0 : hold.type().code());
            out.writeInt(
                    hold == null || hold.holder() == null
                            ? NO_HOLDER
                            : new ArrayList<>(kept.registrations().keySet()).indexOf(hold.holder()));
            out.writeInt(kept.registrations().size());
            for (Map.Entry<ItNexus, Registration> entry : kept.registrations().entrySet()) {
                write(out, entry.getKey(), entry.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a stream in memory failed", e);
        }
        byte[] content = bytes.toByteArray();
        return ByteBuffer.allocate(content.length + CHECKSUM_BYTES)
                .put(content)
                .putInt(checksum(content, content.length))
                .array();
    }

    private static void write(DataOutputStream out, ItNexus nexus, Registration registration) throws IOException {
        write(out, nexus.initiatorPort().initiatorName());
        out.writeLong(nexus.initiatorPort().isid());
        write(out, nexus.targetPort().targetName());
        out.writeShort(nexus.targetPort().portalGroupTag());
        out.writeShort(registration.relativeTargetPortId());
        out.writeLong(registration.key());
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static int checksum(byte[] content, int length) {
        CRC32C crc = new CRC32C();
        crc.update(content, 0, length);
        return (int) crc.getValue();
    }

    /** Reads a record back; any bytes whatever may be given. */
    public static Decoded decode(byte[] record) {
        int length = record.length - CHECKSUM_BYTES;
        if (length < HEAD_BYTES || ByteBuffer.wrap(record).getLong() != MAGIC) {
            return new Unusable("it is no record of reservations");
        }
        ByteBuffer in = ByteBuffer.wrap(record, 0, length);
        in.getLong();
        if (ByteBuffer.wrap(record).getInt(length) != checksum(record, length)) {
            return new Unusable("its checksum is wrong");
        }
        int version = Short.toUnsignedInt(in.getShort());
        if (version != VERSION) {
            return new Unusable("it has version " + version + ", this program knows version " + VERSION);
        }
        try {
            return content(in);
        } catch (BufferUnderflowException | CharacterCodingException | IllegalArgumentException e) {
            return new Unusable("its content contradicts itself");
        }
    }

    private static Decoded content(ByteBuffer in) throws CharacterCodingException {
        boolean persists = in.get() == 1;
        int type = in.get();
        int holder = in.getInt();
        int count = in.getInt();
        if (count < 0 || count > Reservations.REGISTRATIONS_MAX) {
            return new Unusable("it has " + Integer.toUnsignedString(count) + " registrations");
        }
        Map<ItNexus, Registration> registrations = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            TransportId initiatorPort = new TransportId(text(in), in.getLong());
            TargetPort targetPort = new TargetPort(text(in), Short.toUnsignedInt(in.getShort()));
            Registration registration = new Registration(Short.toUnsignedInt(in.getShort()), in.getLong());
            registrations.put(new ItNexus(initiatorPort, targetPort), registration);
        }
        boolean empty = count == 0 && type == 0;
        if (in.hasRemaining() || registrations.size() != count || !(persists || empty)) {
            return new Unusable("its content contradicts itself");
        }
        Reservations.Hold hold = hold(type, holder, List.copyOf(registrations.keySet()));
        return new Restored(new Reservations(0, registrations, hold, persists, null));
    }

    private static Reservations.@Nullable Hold hold(int type, int holder, List<ItNexus> nexuses) {
        if (type == 0) {
            return null;
        }
        ReservationType known = ReservationType.of(type);
        if (known == null || holder >= nexuses.size() || nexuses.isEmpty()) {
            throw new IllegalArgumentException("TYPE " + type + " held by number " + holder);
        }
        return new Reservations.Hold(known, holder < 0 ? null : nexuses.get(holder));
    }

    private static String text(ByteBuffer in) throws CharacterCodingException {
        int length = Short.toUnsignedInt(in.getShort());
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    }
}
