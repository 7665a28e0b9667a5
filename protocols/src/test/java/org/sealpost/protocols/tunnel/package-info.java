@org.jspecify.annotations.NullMarked
package org.sealpost.protocols.tunnel;
