/** Machines that stand in front of this one and connect for their clients. */
@org.jspecify.annotations.NullMarked
package org.sealpost.protocols.balancer;
