package dev.targetnode.core.target;

import dev.targetnode.core.scsi.reservation.ReservationRecord;
import dev.targetnode.core.scsi.reservation.Reservations;
import java.util.Optional;
import java.util.function.Consumer;

/** Reservations among the records of a device. */
public final class StoredReservations {
    private static final String KIND = "reservations";

    private final DeviceRecords records;

    StoredReservations(DeviceRecords records) {
        this.records = records;
    }

    /**
     * Why a device may not be served: a record that cannot be used may stand for a reservation that keeps other initiators
     * from the device's data. Empty where nothing is wrong.
     */
    public static Optional<String> problem(DeviceRecords records) {
        return records.load(KIND)
                .map(ReservationRecord::decode)
                .filter(ReservationRecord.Unusable.class::isInstance)
                .map(decoded -> "the record of its persistent reservations (" + KIND + ") cannot be used: "
                        + ((ReservationRecord.Unusable) decoded).reason()
                        + "; restore it, or remove it to give the reservations up");
    }

    /**
     * What was reserved when the device was last served and survives that (APTPL).
     *
     * @throws IllegalStateException where there is a {@link #problem}
     */
    Reservations load() {
        Optional<byte[]> record = records.load(KIND);
        if (record.isEmpty()) {
            return Reservations.NONE;
        }
        ReservationRecord.Decoded decoded = ReservationRecord.decode(record.get());
        if (decoded instanceof ReservationRecord.Restored restored) {
            return restored.reservations();
        }
        throw new IllegalStateException(((ReservationRecord.Unusable) decoded).reason());
    }

    /** Keeps what must survive; as {@link DeviceRecords#save}. */
    void save(Reservations reservations, Consumer<Optional<String>> done) {
        records.save(KIND, ReservationRecord.encode(reservations), done);
    }
}
