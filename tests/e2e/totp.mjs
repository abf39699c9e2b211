// SPDX-License-Identifier: MIT
// An authenticator app: RFC 6238 with SHA-1, 6 digits, 30 s.
import { createHmac } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const stepMs = 30_000;

function bytesOf(base32) {
    const bits = [...base32].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
    return Buffer.from(bits.match(/.{8}/g).map((octet) => Number.parseInt(octet, 2)));
}

/** The code of the step that is `later` steps from now; the server takes one step of grace either way, and each code once. */
export function totp(secret, later = 0) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / stepMs) + later));
    const mac = createHmac("sha1", bytesOf(secret)).update(counter).digest();
    const number = mac.readUInt32BE(mac[mac.length - 1] & 15) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, "0");
}
