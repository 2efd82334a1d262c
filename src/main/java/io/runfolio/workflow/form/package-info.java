/** Forms of texts and values, versions and levels: what the checks of templates are built from. */
package io.runfolio.workflow.form;
