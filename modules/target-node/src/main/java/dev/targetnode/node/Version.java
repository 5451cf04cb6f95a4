package dev.targetnode.node;

import picocli.CommandLine;

/** What {@code --version} says. */
final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
        String packed = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "target-node " + (packed == null ? "(not packed)" : packed),
            "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}
