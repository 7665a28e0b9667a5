@NullMarked
package org.sealpost.protocols.http;

import org.jspecify.annotations.NullMarked;
