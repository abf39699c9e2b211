// SPDX-License-Identifier: MIT
// The class photo as a professor meets it: turned off, turned on by the administrator, pictures chosen, proposals looked at, marks.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import jpeg from "jpeg-js";
import { must, skip } from "../load/report.mjs";
import { picture } from "./browser.mjs";
import { ask, button, heading, link } from "./people-at-work.mjs";

const people = join(dirname(fileURLToPath(import.meta.url)), "../../build/samples/people");
const columns = 3;

/** One picture with these people side by side, as JPEG. */
export function classPicture(names) {
    const stills = names.map((name) => jpeg.decode(readFileSync(join(people, name, "05.jpg")), { useTArray: true }));
    const [{ width, height }] = stills;
    const rows = Math.ceil(stills.length / columns);
    const whole = { width: width * columns, height: height * rows };
    const data = Buffer.alloc(4 * whole.width * whole.height, 140);
    stills.forEach((still, i) => {
        const left = (i % columns) * width;
        const top = Math.floor(i / columns) * height;
        for (let row = 0; row < height; row++)
            still.data.subarray(4 * row * width, 4 * (row + 1) * width)
                .forEach((value, at) => (data[4 * ((top + row) * whole.width + left) + at] = value));
    });
    return jpeg.encode({ data, ...whole }, 90).data;
}

/** The same as HEIC, which no page of this browser can draw; null without heif-enc (Debian's libheif-examples) and its x265. */
function asHeic(picture) {
    const folder = mkdtempSync(join(tmpdir(), "ams-heic-"));
    try {
        writeFileSync(join(folder, "class.jpg"), picture);
        execFileSync("heif-enc", ["-q", "90", "-o", join(folder, "class.heic"), join(folder, "class.jpg")], { stdio: "ignore" });
        return readFileSync(join(folder, "class.heic"));
    } catch {
        return null;
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}

/** Ones that nobody reads are told apart before they are sent; ones that are named wrongly are looked at all the same. */
async function choosesByContent(professor, isAccessible, engine, buffer) {
    const choose = professor.locator("input[type=file][name=choose]");
    await choose.setInputFiles({ name: "class.jpg", mimeType: "image/jpeg", buffer: Buffer.from("II*\0 a TIFF that calls itself a JPEG") });
    await button(professor, "Look for students").click();
    await professor.getByText("Picture 1 is of a kind that cannot be read").waitFor();
    await professor.locator(".thumb-undrawn").waitFor();
    await isAccessible(professor, "a picture that cannot be read");
    await picture(professor, `${engine}-class-photo-unreadable`);
    await button(professor, "Remove picture 1").click();
    // HEIC named .jpg, as some phones and mailers hand it on.
    const heic = asHeic(buffer);
    if (!heic) skip("the class photo as HEIC", "heif-enc or its x265 is not installed: it goes as JPEG");
    await choose.setInputFiles({ name: "class.jpg", mimeType: "image/jpeg", buffer: heic ?? buffer });
}

export async function classPhoto(stage, isAccessible, { known, stranger, subject }) {
    const { professor, head } = stage;
    await professor.goto("/");
    await button(professor, `Instant class: ${subject}`).click();
    await heading(professor, "Attendance is open").waitFor();
    const lecture = new URL(professor.url()).pathname.split("/").pop();
    await link(professor, "Class photo").click();
    await professor.getByText("Class photos are turned off").waitFor();
    await isAccessible(professor, "the class photo, turned off");

    await head.goto("/settings/faces");
    const setting = head.locator("[data-setting=identification]");
    await setting.getByRole("radio", { name: "On" }).check();
    await button(head, "Save: Face check").click();
    await isAccessible(head, "the question before class photos are turned on");
    await head.getByRole("dialog").getByRole("button", { name: "Turn on" }).click();
    await setting.getByText(/Changed/).waitFor();

    await professor.reload();
    await choosesByContent(professor, isAccessible, stage.engine, classPicture([...known.map(({ who }) => who), stranger]));
    await professor.getByRole("img", { name: "Picture 1" }).waitFor();
    await isAccessible(professor, "the chosen pictures");
    await button(professor, "Look for students").click();
    await professor.locator("[data-band=sure]").first().waitFor();
    const sure = await professor.locator("[data-band=sure] select").evaluateAll((all) =>
        all.map((select) => select.selectedOptions[0].innerText).sort());
    must(JSON.stringify(sure) === JSON.stringify(known.map(({ name }) => name).sort()), `sure are ${sure.join(", ")}`);
    must((await professor.locator("[data-band=unknown]").count()) === 1, "the stranger is not unknown");
    const before = await ask(professor, "GET", `/api/attendance/${lecture}`);
    must(before.body.counts.marked === 0, "looking has marked somebody");
    await isAccessible(professor, "the proposals");
    await picture(professor, `${stage.engine}-class-photo`);
    await button(professor, `Mark ${known.length} students: Present`).click();
    await professor.locator("[data-count=room] strong", { hasText: new RegExp(`^${known.length}$`) }).waitFor();
    await professor.getByText("by class photo").first().waitFor();
    const { body } = await ask(professor, "GET", `/api/attendance/${lecture}`);
    const marks = body.marks.filter((mark) => mark.status === "P" && mark.method === "photo");
    must(marks.length === known.length, `${marks.length} are marked by photo`);
}
