package dev.targetnode.mgmt.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.targetnode.core.auth.Credential;
import dev.targetnode.core.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads IncomingUser, OutgoingUser and {@code chap-digests} of a target or of discovery. No problem it notes quotes a
 * value, since any of them may be a secret at the wrong place.
 *
 * <p>Users are written by name, {@code IncomingUser { joe = "secret", ann { secret-file = FILE } }}, or as SCST has them,
 * {@code IncomingUser = "joe secret"}, one or a list.
 */
final class UserReader {
    static final String INCOMING = "IncomingUser";
    static final String OUTGOING = "OutgoingUser";
    static final String DIGESTS = "chap-digests";

    /** CHAP_N is a text value (RFC 7143 6.1). */
    private static final int NAME_BYTES_MAX = 255;
    /** 96 bits, if each byte carried eight: less is not secure without IPsec (RFC 7143 9.2.1). */
    private static final int SECRET_BYTES_MIN = 12;

    private static final int SECRET_BYTES_MAX = 255;
    private static final String SECRET = "secret";
    private static final String SECRET_FILE = "secret-file";
    private static final String SECRET_ENV = "secret-env";
    private static final List<String> SOURCES = List.of(SECRET, SECRET_FILE, SECRET_ENV);
    private static final String FORMS = "must be users by name, { name { secret = ... } }, or \"name secret\"";

    private final SecretSource source;
    private final SecretReuse reuse;
    private final Set<String> exposed = new HashSet<>();

    UserReader(SecretSource source, SecretReuse reuse) {
        this.source = source;
        this.reuse = reuse;
    }

    /**
     * The users of one owner.
     *
     * @param owner where users may stand
     * @param all the same over its defaults
     */
    ChapSpec read(Section owner, Section all) {
        List<Credential> incoming = users(owner, INCOMING, false);
        List<Credential> outgoing = users(owner, OUTGOING, true);
        if (outgoing.size() > 1) {
            owner.problem(OUTGOING, "names " + outgoing.size() + " users; a target proves itself as one");
        }
        if (!outgoing.isEmpty() && !hasUsers(owner, INCOMING)) {
            owner.problem(OUTGOING, "needs an " + INCOMING + ": an initiator that asks for proof gives it first");
        }
        List<ChapDigest> digests = all.choices(DIGESTS, ChapDigest.class);
        if (digests.isEmpty()) {
            all.problem(DIGESTS, "must name at least one digest");
        }
        return new ChapSpec(incoming, outgoing.stream().findFirst(), digests);
    }

    private static boolean hasUsers(Section owner, String key) {
        return owner.has(key) && !(owner.object().get(key) instanceof ConfigObject users && users.isEmpty());
    }

    private List<Credential> users(Section owner, String key, boolean outgoing) {
        ConfigValue value = owner.object().get(key);
        List<Credential> users = new ArrayList<>();
        if (value instanceof ConfigObject) {
            Section byName = owner.section(key);
            byName.keys().forEach(name -> named(byName, name).ifPresent(users::add));
            users.forEach(user -> reuse.add(byName, user, outgoing));
        } else if (value instanceof ConfigList list) {
            list.forEach(element -> inOneString(owner, key, element).ifPresent(users::add));
            users.forEach(user -> reuse.add(owner, key, user, outgoing));
        } else if (value != null) {
            inOneString(owner, key, value).ifPresent(users::add);
            users.forEach(user -> reuse.add(owner, key, user, outgoing));
        }
        Set<String> names = new HashSet<>();
        users.stream()
                .map(Credential::user)
                .filter(name -> !names.add(name))
                .forEach(name -> owner.problem(key, "names user " + name + " twice"));
        return users;
    }

    /** As SCST writes it: a name, a blank, a secret. */
    private Optional<Credential> inOneString(Section owner, String key, ConfigValue value) {
        String[] words = value.valueType() == ConfigValueType.STRING
                ? String.valueOf(value.unwrapped()).strip().split("\\s+", -1)
                : new String[0];
        if (words.length != 2) {
            owner.problem(key, FORMS + "; what holds blanks is written the first way");
            return Optional.empty();
        }
        checkExposure(owner, key, value.origin());
        return checked(owner, key, words[0], Secret.of(words[1]));
    }

    private Optional<Credential> named(Section users, String name) {
        ConfigValue value = users.object().get(name);
        if (value instanceof ConfigObject) {
            Section user = users.section(name);
            user.rejectUnknown(SOURCES);
            List<String> given = SOURCES.stream().filter(user::has).toList();
            if (given.size() != 1) {
                users.problem(name, "must have one of " + String.join(", ", SOURCES));
                return Optional.empty();
            }
            return secret(user, given.get(0)).flatMap(secret -> checked(users, name, name, secret));
        }
        return inline(users, name).flatMap(secret -> checked(users, name, name, secret));
    }

    private Optional<Secret> secret(Section user, String key) {
        return switch (key) {
            case SECRET_FILE -> fromFile(user);
            case SECRET_ENV -> found(user, SECRET_ENV, source.environment(user.string(SECRET_ENV)));
            default -> inline(user, key);
        };
    }

    private Optional<Secret> fromFile(Section user) {
        try {
            return found(user, SECRET_FILE, source.file(Path.of(user.string(SECRET_FILE))));
        } catch (InvalidPathException e) {
            user.problem(SECRET_FILE, "is not a path");
            return Optional.empty();
        }
    }

    private static Optional<Secret> found(Section user, String key, SecretSource.Lookup lookup) {
        if (lookup instanceof SecretSource.Missing missing) {
            user.problem(key, missing.reason());
            return Optional.empty();
        }
        SecretSource.Found found = (SecretSource.Found) lookup;
        found.warning().ifPresent(warning -> user.warning(key, warning));
        return Optional.of(found.secret());
    }

    /** The text as it was written: a number of digits keeps its leading zeros. */
    private Optional<Secret> inline(Section section, String key) {
        ConfigValue value = section.object().get(key);
        boolean scalar = value != null
                && switch (value.valueType()) {
                    case STRING, NUMBER, BOOLEAN -> true;
                    case OBJECT, LIST, NULL -> false;
                };
        if (value == null || !scalar) {
            section.problem(key, "must be a secret, or an object with one of " + String.join(", ", SOURCES));
            return Optional.empty();
        }
        checkExposure(section, key, value.origin());
        return Optional.of(Secret.of(value.atKey("v").getString("v")));
    }

    private static Optional<Credential> checked(Section section, String key, String user, Secret secret) {
        int nameBytes = user.getBytes(StandardCharsets.UTF_8).length;
        if (nameBytes == 0 || nameBytes > NAME_BYTES_MAX || user.chars().anyMatch(Character::isISOControl)) {
            section.problem(key, "is no user name: 1 to " + NAME_BYTES_MAX + " bytes without control characters");
            return Optional.empty();
        }
        int bytes = secret.lengthBytes();
        if (bytes < SECRET_BYTES_MIN) {
            section.problem(
                    key,
                    "has a secret of " + bytes + " bytes; CHAP is not secure with less than " + SECRET_BYTES_MIN
                            + " (RFC 7143 9.2.1)");
            return Optional.empty();
        }
        if (bytes > SECRET_BYTES_MAX) {
            section.problem(key, "has a secret of " + bytes + " bytes; at most " + SECRET_BYTES_MAX + " are allowed");
            return Optional.empty();
        }
        return Optional.of(new Credential(user, secret));
    }

    /** Tells once of each configuration file that has secrets in it and is open to all. */
    private void checkExposure(Section section, String key, ConfigOrigin origin) {
        String file = origin.filename();
        if (file != null && exposed.add(file)) {
            source.exposure(Path.of(file)).ifPresent(warning -> section.warning(key, warning));
        }
    }
}
