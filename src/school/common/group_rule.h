/* SPDX-License-Identifier: MIT */
/*
 * Whose a lecture for groups is, in SQL: the one text of it. In C it is group_span_holds (school/marks/membership.h),
 * where the whole rule stands; down here, so that those who tell people of lectures can ask, too.
 */
#ifndef AMS_SCHOOL_GROUP_RULE_H
#define AMS_SCHOOL_GROUP_RULE_H

/*
 * Of `lectures l` and the person whose id the expression `user` is: the lecture is for the whole classroom, or they
 * were in one of its groups at its start.
 */
#define GROUP_THEN(user)                                                                                               \
    "(NOT EXISTS (SELECT 1 FROM lecture_groups lg WHERE lg.lecture_id = l.id) OR EXISTS (SELECT 1 FROM lecture_groups" \
    " lg JOIN group_memberships gm ON gm.group_id = lg.group_id AND gm.user_id = " user                                \
    " AND gm.joined_at <= l.starts_at AND (gm.left_at IS NULL OR gm.left_at > l.starts_at)"                            \
    " WHERE lg.lecture_id = l.id))"

#endif
