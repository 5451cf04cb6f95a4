package dev.targetnode.backstore.faulty;

import dev.targetnode.backstore.checks.AttributeReader;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How a device misbehaves; the keys of its {@code fault} attribute, all optional:
 *
 * <ul>
 *   <li>{@code slow = 50 ms}: each operation starts this much later.
 *   <li>{@code stuck = [read, write, flush, unmap, write-zeroes]}: operations of these kinds never complete, and hold
 *       their buffers, as if the system did not answer. What is let go is done then, however late: an old write that
 *       comes after a newer one is what an abort has to guard against.
 *   <li>{@code stuck-after = 10 s}: they begin to be stuck this long after the device was opened (at once).
 *   <li>{@code stuck-for = 30 s}: what is stuck is let go this long after its beginning, and nothing sticks any more
 *       (never).
 *   <li>{@code error = [read]}: operations of these kinds fail, as {@code every} and {@code error-rate} say.
 *   <li>{@code torn = [write]}: such writes write a prefix only, a whole number of blocks, and then fail; write-zeroes
 *       can be torn, too.
 *   <li>{@code every = 10}: every tenth operation of each kind is hit (1: all).
 *   <li>{@code error-rate = 0.01}: instead of {@code every}, the probability of being hit.
 *   <li>{@code seed = 42}: decides which are hit, and where writes tear; the same operations give the same faults.
 * </ul>
 *
 * @param slow delay of each operation, not negative
 * @param stuck kinds that do not complete
 * @param stuckAfter from opening
 * @param stuckFor from its beginning; {@link Duration#ZERO} for ever
 * @param error kinds that fail
 * @param torn kinds that fail half done
 * @param every hits one in so many operations of a kind, from 1
 * @param errorRate probability, or 0 where {@code every} decides
 * @param seed of the random numbers
 */
record FaultSettings(
        Duration slow,
        Set<OperationKind> stuck,
        Duration stuckAfter,
        Duration stuckFor,
        Set<OperationKind> error,
        Set<OperationKind> torn,
        int every,
        double errorRate,
        int seed) {

    /** What a backstore can be asked to do. */
    enum OperationKind {
        READ,
        WRITE,
        FLUSH,
        UNMAP,
        WRITE_ZEROES;

        String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private static final Set<String> KNOWN =
            Set.of("slow", "stuck", "stuck-after", "stuck-for", "error", "torn", "every", "error-rate", "seed");

    private static final Set<OperationKind> ALL = Set.of(OperationKind.values());
    private static final Set<OperationKind> TEARABLE = Set.of(OperationKind.WRITE, OperationKind.WRITE_ZEROES);

    /** Reads all keys; wrong ones are noted in the reader. */
    static FaultSettings read(AttributeReader reader) {
        reader.known(KNOWN);
        if (reader.has("every") && reader.has("error-rate")) {
            reader.problem("error-rate", "must not be given together with every");
        }
        return new FaultSettings(
                reader.time("slow", Duration.ZERO),
                kinds(reader, "stuck", ALL),
                reader.time("stuck-after", Duration.ZERO),
                reader.time("stuck-for", Duration.ZERO),
                kinds(reader, "error", ALL),
                kinds(reader, "torn", TEARABLE),
                reader.integer("every", 1, 1, Integer.MAX_VALUE),
                reader.fraction("error-rate", 0),
                reader.integer("seed", 0, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    private static Set<OperationKind> kinds(AttributeReader reader, String attribute, Set<OperationKind> allowed) {
        EnumSet<OperationKind> kinds = EnumSet.noneOf(OperationKind.class);
        for (String word : reader.texts(attribute)) {
            allowed.stream()
                    .filter(kind -> kind.key().equals(word))
                    .findFirst()
                    .ifPresentOrElse(
                            kinds::add,
                            () -> reader.problem(attribute, "knows " + keys(allowed) + " and not \"" + word + '"'));
        }
        return kinds;
    }

    private static List<String> keys(Collection<OperationKind> kinds) {
        return kinds.stream().sorted().map(OperationKind::key).toList();
    }
}
