/** The commands of administrators. They run inside the server, whoever types them. */
@NullMarked
package org.sealpost.app.cli;

import org.jspecify.annotations.NullMarked;
