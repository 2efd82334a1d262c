/**
 * MCP server: tools for agents on top of the API's resources, over stdio and HTTP.
 *
 * <p>The only package that uses the MCP SDK. Its libraries may be left out; nothing here is loaded before it is needed.
 */
package io.runfolio.mcp;
