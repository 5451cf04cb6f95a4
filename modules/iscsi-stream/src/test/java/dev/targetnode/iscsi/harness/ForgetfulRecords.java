package dev.targetnode.iscsi.harness;

import dev.targetnode.core.target.DeviceRecords;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps records for as long as the test runs. */
final class ForgetfulRecords implements DeviceRecords {
    private final Map<String, byte[]> kept = new HashMap<>();

    @Override
    public Optional<byte[]> load(String kind) {
        return Optional.ofNullable(kept.get(kind));
    }

    @Override
    public void save(String kind, byte[] content, Consumer<Optional<String>> done) {
        kept.put(kind, content);
        done.accept(Optional.empty());
    }
}
