package dev.targetnode.iscsi.statistics;

import dev.targetnode.core.event.Peer;
import java.time.Duration;
import java.util.List;

/**
 * What one session has done over some time.
 *
 * @param peer whose it is
 * @param time how long that was
 * @param rejects PDUs that were rejected (RFC 7143 11.17)
 * @param functions task management functions that were asked for
 * @param total all of its logical units together, as LUN -1
 * @param luns each that something has been done with
 */
public record SessionStatistics(
        Peer peer, Duration time, long rejects, long functions, LunStatistics total, List<LunStatistics> luns) {
    public SessionStatistics {
        luns = List.copyOf(luns);
    }

    /** True where there is nothing to tell. */
    public boolean isIdle() {
        return total.isIdle() && rejects == 0 && functions == 0;
    }
}
