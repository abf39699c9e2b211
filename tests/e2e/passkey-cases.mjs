// SPDX-License-Identifier: MIT
// What Chromium's authenticator made (tests/crypto/passkey_vectors.tsv), good and damaged in some 500 ways, with the verdict of
// @simplewebauthn/server on each: tests/crypto/passkey_cases.tsv, which tests/crypto/test_passkey.c holds ours against.
// Usage: node tests/e2e/passkey-cases.mjs [write]: writes the file anew, or says with 1 that it is not what would be written.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";

const folder = join(dirname(fileURLToPath(import.meta.url)), "../crypto");
const path = join(folder, "passkey_cases.tsv");
const site = { origin: "https://ams.example.org", rp: "ams.example.org" };
const text = (bytes) => Buffer.from(bytes).toString("base64url");
const bytesOf = (text) => Buffer.from(text, "base64url");

const vectors = readFileSync(join(folder, "passkey_vectors.tsv"), "utf8").trim().split("\n").map((line) => {
    const [name, algorithm, first, second, id, made, attestation, shown, data, signature] = line.split("\t");
    return { name, algorithm: Number(algorithm), first, second, id, made: bytesOf(made), attestation: bytesOf(attestation), shown: bytesOf(shown),
        data: bytesOf(data), signature: bytesOf(signature) };
});

async function registers({ vector, challenge, origin, rp, client, body }) {
    try {
        const response = { id: vector.id, rawId: vector.id, type: "public-key", clientExtensionResults: {},
            response: { clientDataJSON: text(client), attestationObject: text(body) } };
        const told = await verifyRegistrationResponse({ response, expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: rp,
            requireUserVerification: true, supportedAlgorithmIDs: [-7, -8, -257] });
        return told.verified ? told.registrationInfo : null;
    } catch {
        return null;
    }
}

async function signsIn({ vector, challenge, origin, rp, client, body, signature }) {
    try {
        const response = { id: vector.id, rawId: vector.id, type: "public-key", clientExtensionResults: {},
            response: { clientDataJSON: text(client), authenticatorData: text(body), signature: text(signature) } };
        const credential = { id: vector.id, publicKey: vector.key, counter: 0 };
        return (await verifyAuthenticationResponse({ response, expectedChallenge: challenge, expectedOrigin: origin, expectedRPID: rp, credential,
            requireUserVerification: true })).verified;
    } catch {
        return null;
    }
}

const flipped = (bytes, at, bit = at % 8) => {
    const copy = Buffer.from(bytes);
    copy[at] ^= 1 << bit;
    return copy;
};
const put = (bytes, at, ...values) => {
    const copy = Buffer.from(bytes);
    copy.set(values, at);
    return copy;
};
const json = (bytes, change) => Buffer.from(JSON.stringify({ ...JSON.parse(bytes), ...change }));
const word = (name) => Buffer.concat([Buffer.from([0x60 + name.length]), Buffer.from(name)]);

/** What a browser could say of the page, wrong in one way. */
function clients(bytes, other) {
    const said = bytes.toString();
    return [
        ["other type", json(bytes, { type: other })],
        ["no type", Buffer.from(said.replace('"type"', '"kind"'))],
        ["other challenge", json(bytes, { challenge: text(Buffer.alloc(40, 9)) })],
        ["no challenge", json(bytes, { challenge: "" })],
        ["challenge is a number", json(bytes, { challenge: 1 })],
        ["longer challenge", json(bytes, { challenge: `${JSON.parse(bytes).challenge}AA` })],
        ["other origin", json(bytes, { origin: "https://ams.example.com" })],
        ["origin with a port", json(bytes, { origin: "https://ams.example.org:8443" })],
        ["origin of a part", json(bytes, { origin: "https://evil.ams.example.org" })],
        ["origin with a slash", json(bytes, { origin: "https://ams.example.org/" })],
        ["plain origin", json(bytes, { origin: "http://ams.example.org" })],
        ["origin in capitals", json(bytes, { origin: "https://AMS.example.org" })],
        ["origin is a list", json(bytes, { origin: ["https://ams.example.org"] })],
        ["within another page", json(bytes, { crossOrigin: true })],
        ["within a named page", json(bytes, { topOrigin: "https://example.com" })],
        ["no JSON", Buffer.from("type=webauthn.get")],
        ["nothing", Buffer.alloc(0)],
        ["a list", Buffer.from(`[${said}]`)],
        ["two documents", Buffer.from(said + said)],
        ["a name twice", Buffer.from(said.replace("{", '{"type":"webauthn.other",'))],
        ["something behind", Buffer.concat([bytes, Buffer.from("x")])],
        ["not UTF-8", Buffer.concat([bytes.subarray(0, -1), Buffer.from([0x2c, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])])],
        ["a byte before", Buffer.concat([Buffer.from([0]), bytes])],
        ["far too long", json(bytes, { more: "x".repeat(4096) })],
    ];
}

/** An attestation, wrong in one way. `at`: where the authenticator's data begins. */
function attestations({ name, attestation: whole, algorithm }) {
    const at = whole.length - (whole[whole.length - 1] === undefined ? 0 : dataSize(whole));
    const cases = [];
    for (let size = 0; size < whole.length; size += name === "es256" ? 3 : 41) cases.push([`cut at ${size}`, whole.subarray(0, size)]);
    cases.push(["a byte behind", Buffer.concat([whole, Buffer.from([0])])], ["twice", Buffer.concat([whole, whole])]);
    for (let byte = 0; byte < 32; byte += name === "es256" ? 2 : 13) cases.push([`site hash ${byte}`, flipped(whole, at + byte)]);
    const flags = whole[at + 32];
    for (const [what, value] of [["nobody there", flags & ~1], ["not unlocked", flags & ~4], ["no key", flags & ~0x40], ["more is promised", flags | 0x80],
        ["copied, and cannot be", (flags & ~8) | 0x10], ["no flags", 0]]) cases.push([what, put(whole, at + 32, value)]);
    const length = at + 37 + 16;
    cases.push(["no id", put(whole, length, 0, 0)], ["an id too short", put(whole, length, 0, 31)], ["an id too long", put(whole, length, 0, 33)],
        ["an id beyond all", put(whole, length, 0xff, 0xff)]);
    const key = length + 2 + 32;
    if (algorithm === -7) {
        cases.push(["ES384", put(whole, key + 4, 0x38)], ["EdDSA by an EC2 key", put(whole, key + 4, 0x27)], ["another type of key", put(whole, key + 2, 3)],
            ["another curve", put(whole, key + 6, 2)], ["a key of no pairs", put(whole, key, 0xa0)], ["a key that is a list", put(whole, key, 0x85)],
            ["a key without end", put(whole, key, 0xbf)], ["a key of four pairs", put(whole, key, 0xa4)], ["a key of six pairs", put(whole, key, 0xa6)],
            ["x and y the same", put(whole, key + 45, ...whole.subarray(key + 10, key + 42))], ["x is nothing", put(whole, key + 10, ...Buffer.alloc(32))],
            ["x beyond the field", put(whole, key + 10, ...Buffer.alloc(32, 0xff))], ["a short x", put(whole, key + 9, 31)]);
        for (let byte = 0; byte < 32; byte += 3) cases.push([`x off the curve ${byte}`, flipped(whole, key + 10 + byte)]);
        for (let byte = 0; byte < 32; byte += 3) cases.push([`y off the curve ${byte}`, flipped(whole, key + 45 + byte)]);
    }
    return cases;
}

/** How long the data of an attestation is, which stands at its end behind a head of two or three bytes. */
function dataSize(whole) {
    const named = whole.lastIndexOf(Buffer.from("hauthData")) + 9;
    return whole[named] === 0x58 ? whole[named + 1] : whole.readUInt16BE(named + 1);
}

/** The parts of an attestation, put together otherwise. */
function wrapped(whole) {
    const data = whole.subarray(whole.lastIndexOf(Buffer.from("hauthData")) + 9);
    const [format, statement] = [Buffer.concat([word("fmt"), word("none")]), Buffer.concat([word("attStmt"), Buffer.from([0xa0])])];
    const part = Buffer.concat([word("authData"), data]);
    const of = (head, ...parts) => Buffer.concat([Buffer.from(head), ...parts]);
    const said = (...bytes) => of([], word("attStmt"), Buffer.from(bytes));
    return [
        ["no format", of([0xa2], statement, part)],
        ["no statement", of([0xa2], format, part)],
        ["no data", of([0xa2], format, statement)],
        ["a format twice", of([0xa4], format, format, statement, part)],
        ["a statement that none has", of([0xa3], format, said(0xa1, 0x61, 0x78, 0x01), part)],
        ["a statement that is a list", of([0xa3], format, said(0x80), part)],
        ["a format of no kind", of([0xa3], word("fmt"), word("nona"), statement, part)],
        ["a format that is a number", of([0xa3], word("fmt"), Buffer.from([1]), statement, part)],
        ["packed, and not signed", of([0xa3], word("fmt"), word("packed"), statement, part)],
        ["packed by nothing", of([0xa3], word("fmt"), word("packed"), said(0xa2, 0x63, 0x61, 0x6c, 0x67, 0x26, 0x63, 0x73, 0x69, 0x67, 0x40), part)],
        ["a statement of millions", of([0xa3], format, said(0xba, 0xff, 0xff, 0xff, 0xff), part)],
        ["a statement beyond memory", of([0xa3], format, said(0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff), part)],
        ["data beyond memory", of([0xa3], format, statement, word("authData"), Buffer.from([0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]))],
        ["very deep", of([0xa3], format, said(...Array(2000).fill(0x81)), part)],
        ["a map without end", of([0xbf], format, statement, part, Buffer.from([0xff]))],
        ["a list", of([0x83], format, statement, part)],
        ["data that is text", of([0xa3], format, statement, word("authData"), put(data, 0, 0x78))],
    ];
}

async function cases() {
    const all = [];
    const add = async (kind, must, what, given) => {
        const theirs = await (kind === "register" ? registers(given) : signsIn(given));
        all.push([kind, given.vector.name, must, theirs ? "yes" : "no", what, given.challenge, given.origin, given.rp, text(given.client), text(given.body),
            given.signature ? text(given.signature) : ""].join("\t"));
    };
    for (const vector of vectors) {
        const first = { vector, challenge: vector.first, ...site, client: vector.made, body: vector.attestation };
        const second = { vector, challenge: vector.second, ...site, client: vector.shown, body: vector.data, signature: vector.signature };
        vector.key = (await registers(first)).credential.publicKey;
        await add("register", "good", "as it was made", first);
        await add("sign_in", "good", "as it was made", second);
        if (vector.name === "es256") for (const [what, client] of clients(vector.made, "webauthn.get")) await add("register", "bad", what, { ...first, client });
        if (vector.name === "es256") for (const [what, client] of clients(vector.shown, "webauthn.create")) await add("sign_in", "bad", what, { ...second, client });
        await add("register", "bad", "another challenge was given", { ...first, challenge: vector.second });
        await add("register", "bad", "no challenge was given", { ...first, challenge: "" });
        await add("register", "bad", "for another site", { ...first, rp: "example.org" });
        await add("register", "bad", "for another page", { ...first, origin: "https://other.example.org" });
        await add("sign_in", "bad", "another challenge was given", { ...second, challenge: vector.first });
        await add("sign_in", "bad", "for another site", { ...second, rp: "example.org" });
        await add("sign_in", "bad", "for another page", { ...second, origin: "https://other.example.org" });
        for (const [what, body] of attestations(vector)) await add("register", "bad", what, { ...first, body });
        if (vector.name === "es256") for (const [what, body] of wrapped(vector.attestation)) await add("register", "bad", what, { ...first, body });
        const step = vector.name === "es256" ? 1 : 13;
        for (let at = 0; at < vector.data.length; at += step) await add("sign_in", "bad", `data ${at}`, { ...second, body: flipped(vector.data, at) });
        for (let at = 0; at < vector.signature.length; at += step) await add("sign_in", "bad", `signature ${at}`, { ...second, signature: flipped(vector.signature, at) });
        for (let at = 0; at < vector.shown.length; at += 3 * step) await add("sign_in", "bad", `client data ${at}`, { ...second, client: flipped(vector.shown, at) });
        for (const size of [0, 1, 32, 36]) await add("sign_in", "bad", `data cut at ${size}`, { ...second, body: vector.data.subarray(0, size) });
        for (const size of [0, 1, 8, 63]) await add("sign_in", "bad", `signature cut at ${size}`, { ...second, signature: vector.signature.subarray(0, size) });
        await add("sign_in", "bad", "data and a byte", { ...second, body: Buffer.concat([vector.data, Buffer.from([0])]) });
        await add("sign_in", "bad", "signature of zeros", { ...second, signature: Buffer.alloc(vector.signature.length) });
        for (const other of vectors.filter((each) => each !== vector))
            await add("sign_in", "bad", `the signature of ${other.name}`, { ...second, body: other.data, client: other.shown, signature: other.signature });
    }
    return `${all.join("\n")}\n`;
}

/** What the file should be, and is. */
export const agreed = async () => [await cases(), readFileSync(path, "utf8")];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    if (process.argv[2] === "write") writeFileSync(path, await cases());
    const [should, is] = await agreed();
    console.log(should === is ? `${is.trim().split("\n").length} cases, as they stand` : "tests/crypto/passkey_cases.tsv is not what would be written");
    process.exit(should === is ? 0 : 1);
}
