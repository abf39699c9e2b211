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

/** What the provider sends to AMS goes over TLS with AMS's own certificate. */
function sends(ca) {
    return (url, options = {}) => new Promise((resolve, reject) => {
        const body = options.body === undefined ? undefined : String(options.body);
        const form = options.body instanceof URLSearchParams && { "content-type": "application/x-www-form-urlencoded" }; // as fetch does
        const headers = { ...form, ...Object.fromEntries(new Headers(options.headers)), ...(body && { "Content-Length": Buffer.byteLength(body) }) };
        const request = https.request(url, { method: options.method ?? "GET", ca, headers }, (response) => {
            const parts = [];
            response.on("data", (part) => parts.push(part));
            response.on("end", () => resolve(new Response(Buffer.concat(parts), { status: response.statusCode })));
        });
        request.on("error", reject);
        request.end(body);
    });
}

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
    const send = sends(ams.ca);
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
            fetch: async (url, options) => {
                const answer = await send(url, options);
                if (String(url).includes("/logout")) told.push(answer.status);
                return answer;
            },
        });
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
