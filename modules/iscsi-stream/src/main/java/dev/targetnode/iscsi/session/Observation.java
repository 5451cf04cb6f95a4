package dev.targetnode.iscsi.session;

import dev.targetnode.core.event.EventLog;
import dev.targetnode.iscsi.statistics.StatisticsSettings;

/**
 * How people see what connections and sessions do.
 *
 * @param events where they are told
 * @param statistics what is counted
 */
public record Observation(EventLog events, StatisticsSettings statistics) {}
