/**
 * The process that reads files: everything in here runs in it and imports nothing else of the house. Files may be made to harm
 * whoever reads them.
 */
@NullMarked
package org.sealpost.protocols.files.reader;

import org.jspecify.annotations.NullMarked;
