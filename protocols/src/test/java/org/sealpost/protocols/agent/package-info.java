@NullMarked
package org.sealpost.protocols.agent;

import org.jspecify.annotations.NullMarked;
