/** Events with their files in one request, as {@code multipart/form-data}. */
package io.runfolio.api.form;
