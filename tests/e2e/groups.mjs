// SPDX-License-Identifier: MIT
// Two groups of a class: each student in one, and a lecture that only one of them has.
import { must } from "../load/report.mjs";
import { picture } from "./browser.mjs";
import { ask, button } from "./people-at-work.mjs";

async function makeGroup(page, name) {
    await button(page, "Make a group").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name of the group").fill(name);
    await dialog.getByRole("button", { name: "Make a group" }).click();
    await page.locator("li[data-group]", { hasText: name }).waitFor();
}

/** Chooses one student and puts them into the group that stands chosen, or another. */
async function putInto(page, student, group) {
    await page.getByRole("checkbox", { name: student.name }).check();
    await button(page, "Put 1 student in").click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Put into").selectOption({ label: group });
    await dialog.getByRole("button", { name: "Put 1 student in" }).click();
    await page.locator("li[data-student]", { hasText: student.name }).locator(".group-tag", { hasText: group }).waitFor();
}

/** `here` is in the group that has the lecture, `elsewhere` in the other; { professor, classroom, here, elsewhere }. */
export async function halve({ professor, classroom, here, elsewhere }, isAccessible) {
    await professor.goto(`/classroom/${classroom}/groups`);
    await professor.getByText("No groups yet").waitFor();
    await makeGroup(professor, "Lab A");
    await makeGroup(professor, "Lab B");
    await putInto(professor, here, "Lab A");
    await putInto(professor, elsewhere, "Lab B");
    await isAccessible(professor, "the groups");
    await picture(professor, "groups");

    await professor.goto(`/classroom/${classroom}/schedule`);
    await professor.locator("input[name=date]").fill("2030-03-04");
    await professor.locator("input[name=from]").fill("14:00");
    await professor.locator("input[name=to]").fill("15:30");
    await professor.getByLabel(/^Title/).fill("Lexers at work");
    await professor.getByRole("checkbox", { name: "Lab A" }).check();
    await isAccessible(professor, "a lecture for a group");
    await button(professor, "Schedule lecture").click();
    await professor.locator("li[data-lecture]", { hasText: "Lexers at work" }).getByText(/Lab A/).waitFor();

    for (const [student, sees] of [[here, 1], [elsewhere, 0]]) {
        await student.page.goto(`/record/${classroom}`);
        await student.page.getByText(/^Your groups/).waitFor();
        const shown = await student.page.getByText("Lexers at work").count();
        must(shown === sees, `${student.name} sees the lecture ${shown} times`);
    }
    const { body } = await ask(professor, "GET", `/api/classroom/${classroom}`);
    const lecture = body.lectures.find(({ title }) => title === "Lexers at work");
    must(lecture.groups.map(({ name }) => name).join() === "Lab A" && lecture.counts.students === 1, JSON.stringify(lecture));
    const closed = await ask(elsewhere.page, "GET", `/api/attendance/${lecture.id}/mine`);
    must(closed.body.other_group === true, `the other group is told ${JSON.stringify(closed.body)}`);
}
