// SPDX-License-Identifier: MIT
// Usage: node tests/e2e/bucket.mjs: files in a bucket; prints `N passed, M failed`. The bucket is a few lines of PUT, GET and DELETE;
// that each request is signed as S3 asks (AWS Signature Version 4) is checked with aws4, which others wrote for S3 itself.
// From the project's root, after `make build/release/tests/store/test_blob` and `npm ci` in tests/e2e.
import aws4 from "aws4";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:http";

const program = "build/release/tests/store/test_blob";
const keys = { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" };

/** Whether the request's signature is the one that aws4 makes of it. */
function isSigned(request) {
    const signed = request.headers.authorization?.match(
        /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/eu-central-1\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=[0-9a-f]{64}$/);
    if (!signed || !signed[1].split(";").includes("host")) return false;
    const headers = Object.fromEntries(signed[1].split(";").map((name) => [name, request.headers[name]]));
    const own = aws4.sign({ service: "s3", region: "eu-central-1", method: request.method, path: request.url,
        host: request.headers.host, headers }, keys);
    return own.headers.Authorization === request.headers.authorization;
}

function startBucket() {
    const files = new Map();
    const server = createServer((request, response) => {
        const parts = [];
        request.on("data", (part) => parts.push(part));
        request.on("end", () => {
            const answer = (status, body) => response.writeHead(status).end(body);
            if (!isSigned(request)) return answer(403);
            if (!request.url.startsWith("/files/")) return answer(404);
            if (request.method === "PUT") return files.set(request.url, Buffer.concat(parts)), answer(200);
            if (request.method === "DELETE") return files.delete(request.url), answer(204);
            return files.has(request.url) ? answer(200, files.get(request.url)) : answer(404);
        });
    });
    return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

if (!existsSync(program)) {
    console.log(`skip: bucket: there is no ${program}; make it first\n0 passed, 0 failed, 1 skipped`);
} else {
    const server = await startBucket();
    const child = spawn("tools/run-tests", [program], { stdio: "inherit",
        env: { ...process.env, AMS_TEST_S3: `http://127.0.0.1:${server.address().port}/files` } });
    process.exit(await new Promise((resolve) => child.once("exit", resolve)));
}
