/** Agents that are programs of the organisation, each run for one message at a time in a process of its own. */
@NullMarked
package org.sealpost.protocols.agent;

import org.jspecify.annotations.NullMarked;
