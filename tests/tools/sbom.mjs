// SPDX-License-Identifier: MIT
// Usage: node tests/tools/sbom.mjs PROGRAM: the bill of materials of PROGRAM (tools/sbom) is sound SPDX 2.3, and names every library, every
// package of the lockfiles and every model; and the checks themselves can fail.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const program = process.argv[2] ?? "build/ams";
const make = () => execFileSync("tools/sbom", [program], { encoding: "utf8", maxBuffer: 1 << 26 });
let passed = 0;
let failed = 0;

function verdict(good, sentence) {
    if (good) passed++;
    else {
        failed++;
        console.log(`FAIL ${sentence}`);
    }
}

const simple = /^(LicenseRef-[A-Za-z0-9.-]+|[A-Za-z0-9.+-]+( WITH [A-Za-z0-9.-]+)?)$/;
const isLicence = (text) => text === "NOASSERTION" || text === "NONE" || text.replace(/[()]/g, "").split(/ (?:AND|OR) /).every((word) => simple.test(word));
const digits = { SHA1: 40, SHA256: 64, SHA512: 128 };
const kinds = ["DESCRIBES", "DEPENDS_ON", "DYNAMIC_LINK", "CONTAINS", "DEV_DEPENDENCY_OF", "OPTIONAL_DEPENDENCY_OF"];

/** What is wrong with a document, by the required fields and types of the SPDX 2.3 specification; [] when nothing is. */
function faults(document) {
    const found = [];
    const must = (good, sentence) => good || found.push(sentence);
    const text = (value) => typeof value === "string" && value !== "";
    must(document.spdxVersion === "SPDX-2.3", "spdxVersion");
    must(document.dataLicense === "CC0-1.0", "dataLicense");
    must(document.SPDXID === "SPDXRef-DOCUMENT", "SPDXID");
    must(text(document.name), "name");
    must(/^https?:\/\/[^#\s]+$/.test(document.documentNamespace ?? ""), "documentNamespace");
    must(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(document.creationInfo?.created ?? ""), "creationInfo.created");
    must(document.creationInfo?.creators?.every((one) => /^(Tool|Organization|Person): ./.test(one)), "creationInfo.creators");
    const ids = new Set(["SPDXRef-DOCUMENT"]);
    for (const one of document.packages ?? []) {
        const name = one.SPDXID;
        must(/^SPDXRef-[A-Za-z0-9.-]+$/.test(name ?? "") && !ids.has(name), `${name}: SPDXID`);
        ids.add(name);
        must(text(one.name) && text(one.versionInfo) && !/[\r\n]/.test(one.name), `${name}: name, versionInfo`);
        must(text(one.downloadLocation) && one.filesAnalyzed === false && text(one.copyrightText), `${name}: required fields`);
        must(text(one.licenseDeclared) && isLicence(one.licenseDeclared), `${name}: licenseDeclared ${one.licenseDeclared}`);
        must(text(one.licenseConcluded) && isLicence(one.licenseConcluded), `${name}: licenseConcluded`);
        must(one.licenseDeclared !== "NOASSERTION" || text(one.licenseComments), `${name}: no licence, and not why`);
        must(!one.supplier || /^(Organization|Person): ./.test(one.supplier), `${name}: supplier`);
        for (const sum of one.checksums ?? [])
            must(new RegExp(`^[0-9a-f]{${digits[sum.algorithm]}}$`).test(sum.checksumValue), `${name}: checksum`);
        for (const other of one.externalRefs ?? [])
            must(other.referenceCategory === "PACKAGE-MANAGER" && /^pkg:(deb|npm)\/\S+@\S+$/.test(other.referenceLocator), `${name}: externalRefs`);
    }
    for (const licence of document.hasExtractedLicensingInfos ?? [])
        must(/^LicenseRef-/.test(licence.licenseId) && text(licence.extractedText), "hasExtractedLicensingInfos");
    for (const { spdxElementId, relationshipType, relatedSpdxElement } of document.relationships ?? [])
        must(ids.has(spdxElementId) && ids.has(relatedSpdxElement) && kinds.includes(relationshipType),
            `${spdxElementId} ${relationshipType} ${relatedSpdxElement}`);
    const related = new Set((document.relationships ?? []).flatMap((one) => [one.spdxElementId, one.relatedSpdxElement]));
    for (const id of ids) must(related.has(id), `${id}: no relationship`);
    return found;
}

const bytes = make();
const document = JSON.parse(bytes);
verdict(make() === bytes, "the same program gives the same bytes");
verdict(faults(document).length === 0, faults(document).join("\n"));

const named = new Set(document.packages.map((one) => `${one.name}@${one.versionInfo}`));
for (const folder of ["web", "tests/e2e", "tests/openapi", "clients/typescript"]) {
    const { packages } = JSON.parse(readFileSync(`${folder}/package-lock.json`, "utf8"));
    const missing = Object.entries(packages).filter(([path, { version }]) => path && !named.has(`${path.replace(/^.*node_modules\//, "")}@${version}`));
    verdict(missing.length === 0, `${folder}: ${missing.map(([path]) => path)} is missing`);
}
for (const model of JSON.parse(readFileSync("models/models.json", "utf8")).models)
    verdict(document.packages.some((one) => one.checksums?.[0].checksumValue === model.sha256), `${model.file} is missing`);
for (const [library, name] of [["libsodium", "libsodium"], ["libmicrohttpd", "libmicrohttpd"], ["libsqlite3", "libsqlite3"], ["libc.so", "libc6"]]) {
    const linked = execFileSync("ldd", [program], { encoding: "utf8" }).includes(library);
    verdict(!linked || document.packages.some((one) => one.name.startsWith(name)), `${name} is linked and missing`);
}

// Each of these must be found.
const breaks = [
    (one) => delete one.dataLicense,
    (one) => (one.creationInfo.created = "today"),
    (one) => (one.documentNamespace += "#x"),
    (one) => delete one.packages[3].versionInfo,
    (one) => (one.packages[3].licenseDeclared = "some licence"),
    (one) => (one.packages[3].SPDXID = one.packages[4].SPDXID),
    (one) => (one.packages[0].checksums[0].checksumValue = "00"),
    (one) => one.relationships.pop(),
    (one) => (one.relationships[2].relatedSpdxElement = "SPDXRef-nobody"),
];
for (const [index, spoil] of breaks.entries()) {
    const copy = JSON.parse(bytes);
    spoil(copy);
    verdict(faults(copy).length > 0, `broken document ${index} was not noticed`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
