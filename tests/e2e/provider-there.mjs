// SPDX-License-Identifier: MIT
// A real provider of identity on this machine: oidc-provider, certified by the OpenID Foundation, with people who sign in by their names.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import https from "node:https";
import Provider from "oidc-provider";

const newKey = (kid) => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    return { ...privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" };
};

/** `ams`: { origin, ca } of the server that signs people in by it. */
export async function startProvider(ams, slug, people) {
    const told = []; // back-channel logouts, as AMS answered them
    const state = { down: false, handler: null };
    const server = createServer((request, response) => {
        if (state.down) request.socket.destroy();
        else state.handler(request, response);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const issuer = `http://localhost:${server.address().port}`;
    const agent = new https.Agent({ ca: ams.ca }); // AMS has a certificate of its own
    const keys = [];
    const make = (kid) => {
        keys.unshift(newKey(kid)); // it signs with the first; what the others have signed stays good
        const provider = new Provider(issuer, {
            clients: [{
                client_id: "ams", client_secret: "a-secret", redirect_uris: [`${ams.origin}/sso/${slug}`],
                post_logout_redirect_uris: [`${ams.origin}/sign-in`], backchannel_logout_uri: `${ams.origin}/api/sso/${slug}/logout`,
                backchannel_logout_session_required: true, grant_types: ["authorization_code"], response_types: ["code"],
            }],
            jwks: { keys: [...keys] },
            cookies: { keys: ["for a test"] },
            pkce: { required: () => true },
            claims: { openid: ["sub", "groups"], email: ["email", "email_verified"], profile: ["name", "family_name"] },
            features: { backchannelLogout: { enabled: true }, devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
            findAccount: (context, id) => people[id] && ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
            httpOptions: () => ({ agent }),
        });
        provider.on("backchannel.success", () => told.push(200));
        provider.on("backchannel.error", (context, error) => told.push(error.response?.statusCode ?? error.message));
        state.handler = provider.callback();
    };
    make("first");
    return {
        issuer, told,
        rotate: () => make("second"),
        breakDown: (down) => (state.down = down),
        stop: () => new Promise((resolve) => {
            server.closeAllConnections();
            server.close(resolve);
        }),
    };
}
