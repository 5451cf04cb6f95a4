package dev.targetnode.core.target;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Records in memory, which save at once, when a test says so, or never. */
final class MemoryRecords implements DeviceRecords {
    final Map<String, byte[]> kept = new HashMap<>();
    /** Saves wait for {@link #finishSaves}. */
    boolean held;
    /** Why the next saves fail. */
    @Nullable
    String failure;

    private final List<Runnable> waiting = new ArrayList<>();

    @Override
    public Optional<byte[]> load(String kind) {
        return Optional.ofNullable(kept.get(kind));
    }

    @Override
    public void save(String kind, byte[] content, Consumer<Optional<String>> done) {
        waiting.add(() -> {
            if (failure == null) {
                kept.put(kind, content);
            }
            done.accept(Optional.ofNullable(failure));
        });
        if (!held) {
            finishSaves();
        }
    }

    /** Ends every save that has been asked for. */
    void finishSaves() {
        List<Runnable> due = List.copyOf(waiting);
        waiting.clear();
        due.forEach(Runnable::run);
    }
}
