package io.runfolio.api.security;

class TokenFileTest extends TokenStoreContract {
    @Override
    protected TokenStore open() {
        return new TokenFile(folder.resolve("tokens.json"));
    }
}
