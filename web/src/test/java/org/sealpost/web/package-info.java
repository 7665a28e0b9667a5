@NullMarked
package org.sealpost.web;

import org.jspecify.annotations.NullMarked;
