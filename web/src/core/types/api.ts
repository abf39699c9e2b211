// SPDX-License-Identifier: MIT
// Made by `npm run api-types` (or `make api-types`) from the description that `ams openapi` prints: never edited by hand. When a
// shape is wrong here, its words in the server's route tables are; ./check holds this file against the program.

export interface components {
  schemas: {
    problem: {
      type: string;
      title: string;
      status: number;
      code: string;
      detail: string;
      next: string;
      field?: string;
      frames?: string[];
      quota?: "person" | "classroom" | "institution";
      request_id?: string;
    };
    classroom: {
      id: number;
      subject: string;
      section: string | null;
      term: string | null;
      department: string | null;
      external_id: string | null;
      timezone: string;
      late_after_minutes: number;
      window_minutes: number;
      policy: "passive" | "turn" | "active" | "active_colour";
      join_code?: string;
      professor: components["schemas"]["person"];
      students: number;
      lectures: number;
      live: components["schemas"]["lecture"] | null;
      archived: boolean;
      part: "owner" | "teacher" | "assistant" | "student" | "administrator";
      threshold_percent: number;
      leave_out: number;
      excused_counts: "attended" | "ignored" | "missed";
      absent_at_close: boolean;
      auto_open: "on" | "off";
      auto_open_minutes: number;
      version: number;
      statuses?: components["schemas"]["status_line"][];
      join_open?: boolean;
      join_expires_at?: string | null;
      join_approval?: boolean;
      join_waiting?: number;
      spot_names?: number;
      accepted?: boolean;
      added_by?: components["schemas"]["person"] | null;
    };
    consent: {
      version: number;
      text: string[];
      given_at: string | null;
      language: string;
      scope: components["schemas"]["consent_scope"] | null;
      guardian: string | null;
      guardian_age: number;
    };
    consent_scope: "check_in" | "all";
    counts: {
      students: number;
      marked: number;
      present: number;
      late: number;
      excused: number;
      absent: number;
      other: number;
      unmarked: number;
      attended: number;
      missed: number;
      ignored: number;
      in_room: number;
      flagged: number;
    };
    face: {
      consented: boolean;
      enrolled: boolean;
      enrolled_at: string | null;
      frames: number;
      renew: boolean;
      unsure: boolean;
    };
    lecture: {
      id: number;
      classroom_id: number;
      subject: string;
      external_id: string | null;
      title: string | null;
      room: string | null;
      starts_at: string;
      ends_at: string;
      cancelled: boolean;
      taken: boolean;
      window: components["schemas"]["window"] | null;
      counts?: components["schemas"]["counts"];
      cancel_reason: string | null;
      moved_from: string | null;
      series_id: number | null;
      auto_open: "classroom" | "off" | "on";
      auto_open_minutes: number | null;
      version: number;
      updated_at: string;
      final_at: string | null;
      final_word: "none" | "said" | "told";
      groups: components["schemas"]["group_name"][];
      joint: components["schemas"]["joint_lecture"][];
    };
    joint_lecture: {
      lecture_id: number;
      classroom_id: number;
      subject: string;
      section: string | null;
      merged: boolean;
    };
    group_name: {
      id: number;
      name: string;
    };
    mark: {
      student: components["schemas"]["person"];
      external_id: string | null;
      status: string | null;
      minutes_late: number | null;
      method: "face" | "manual" | "photo" | "code" | "close" | "import" | "leave" | "kiosk" | null;
      marked_at: string | null;
      marked_by: components["schemas"]["person"] | null;
      note: string | null;
      flags: ("liveness_doubt" | "outside" | "no_position" | "other_network" | "shared_device" | "new_device" | "same_pictures" | "room_unproven" | "maybe_relayed" | "device_unsigned" | "odd_camera" | "badge_only" | "unlock_missing" | "kiosk_moved")[];
      version: number | null;
      left_at: string | null;
      outside: boolean;
      other_group: boolean;
      change?: number;
    };
    page: {
      after?: number;
      limit?: number;
    };
    person: {
      id: number;
      name: string;
    };
    outlook: {
      threshold: number;
      below: boolean;
      near: boolean;
      out_of_reach: boolean;
      remaining: number;
      can_miss: number | null;
      can_miss_later: number;
      must_attend: number | null;
    };
    standing: {
      attended: number;
      taken: number;
      lectures: number;
      percentage: number | null;
      counted: number;
      left_out: number;
      leave_out: number;
      denominator: "taken_lectures" | "taken_lectures_not_excused";
      percentage_of_all: number | null;
      percentage_best: number | null;
      present: number;
      late: number;
      excused: number;
      absent: number;
      other: number;
      unmarked: number;
      own: {
        [key: string]: number;
      };
      late_minutes: number;
      points: number;
      points_max: number;
      outlook: components["schemas"]["outlook"];
      trend: components["schemas"]["trend"];
    };
    status_line: {
      status: string;
      letter: string;
      name: string;
      points: number;
      counts: "attended" | "ignored" | "missed";
      colour: "green" | "amber" | "blue" | "red" | "teal" | "violet" | "pink" | "grey";
      in_room: boolean;
      retired: boolean;
    };
    step: {
      index: number;
      of: number;
      pose: "centre" | "left" | "right" | "up" | "down";
      colours: string[];
      colour_ms: number;
      hold_ms: number;
      frames_min: number;
      frames_max: number;
      tries: number;
    };
    trend: {
      recent_attended: number;
      recent_counted: number;
      recent: number | null;
      before: number | null;
      direction: "up" | "down" | "level" | null;
    };
    user: {
      id: number;
      name: string;
      family_name: string | null;
      role: "administrator" | "professor" | "student";
      email: string | null;
      email_proven: boolean;
      locale: string;
    };
    window: {
      state: "open" | "closed" | "scheduled";
      opens_at: string;
      closes_at: string;
      late_after_at: string;
      automatic: boolean;
    };
    lecture_mark: {
      lecture: components["schemas"]["lecture"];
      mark: components["schemas"]["mark"] | null;
      outside: boolean;
      left_out: boolean;
    };
    board_brief: {
      id: number;
      classroom_id: number;
      subject: string;
      kind: "announcement" | "notice" | "assessment";
      title: string;
      due_at: string | null;
      publish_at: string;
      read: boolean;
    };
    home_board: {
      due: components["schemas"]["board_brief"][];
      due_total: number;
      unread: components["schemas"]["board_brief"][];
      unread_total: number;
    };
    join_next: {
      starts_at: string;
      ends_at: string;
      room: string | null;
    };
    own_refusal: {
      id: number;
      lecture_id: number;
      starts_at: string;
      title: string | null;
      at: string;
      code: string;
      detail: string | null;
      next: string | null;
    };
    strip_cell: {
      starts_at: string;
      status: string | null;
      decided: boolean;
    };
    rule_standing: {
      kind: components["schemas"]["warning_kind"];
      lectures: number;
      days: number;
      percent: number;
      counted_min: number;
      missed: number;
      attended: number;
      counted: number;
      holds: boolean;
    };
    term_plan: {
      lectures: number;
      series: number;
      left_out: string[];
      single: number;
      staff: number;
      groups: string[];
      first: string | null;
      last: string | null;
    };
    roster_student: {
      id: number;
      name: string;
      number: string | null;
      external_id: string | null;
      email: string | null;
      email_proven: boolean;
      joined_at: string;
      accepted: boolean;
      enrolled: boolean;
      unsure: boolean;
      standing: components["schemas"]["standing"];
    };
    register_student: {
      id: number;
      name: string;
      external_id: string | null;
      email_proven: boolean;
      standing: components["schemas"]["standing"];
      marks: (string | null)[];
      outside: number[];
      joined_at: string | null;
      left_at: string | null;
      versions?: (number | null)[];
      noted?: number[];
    };
    proposal: {
      photo: number;
      box: number[];
      band: "sure" | "ask" | "unknown";
      crop: string | null;
      student: components["schemas"]["person"] | null;
      mark: components["schemas"]["mark"] | null;
    };
    coverage: {
      students: number;
      consented: number;
      consented_percentage: number | null;
      enrolled: number;
      enrolled_percentage: number | null;
      denominator: string;
    };
    earlier_class: {
      id: number;
      subject: string;
      section: string | null;
      term: string | null;
      by_lecture: {
        starts_at: string;
        taken: boolean;
        percentage: number | null;
      }[];
    };
    group_figures: {
      id: number;
      name: string;
      students: number;
      attended: number;
      counted: number;
      percentage: number | null;
    };
    late_pattern: {
      by_weekday: {
        weekday: number;
        late: number;
        came: number;
        percentage: number | null;
      }[];
      by_hour: {
        hour: number;
        late: number;
        came: number;
        percentage: number | null;
      }[];
      by_minutes: {
        from: number;
        to: number | null;
        count: number;
      }[];
      minutes: number;
      denominator: string;
    };
    lecture_figures: {
      id: number;
      title: string | null;
      starts_at: string;
      ends_at: string;
      taken: boolean;
      counts: components["schemas"]["counts"];
      attended: number;
      counted: number;
      percentage: number | null;
    };
    report_figures: {
      lectures: number;
      taken: number;
      present: number;
      late: number;
      excused: number;
      absent: number;
      other: number;
      unmarked: number;
      attended: number;
      expected: number;
      percentage: number | null;
      denominator: string;
    };
    week_slot: {
      weekday: number;
      hour: number;
      lectures: number;
      attended: number;
      counted: number;
      percentage: number | null;
    };
    rule: {
      threshold_percent: number;
      excused_counts: "attended" | "ignored" | "missed";
      points: {
        P: number;
        L: number;
        E: number;
        A: number;
      };
    };
    setting: {
      name: "identification" | "registration" | "registration_domain" | "second_factor" | "factor_required" | "password_sign_in" | "step_up_marks" | "correction_minutes" | "remind_minutes" | "language" | "names_by" | "quota_student_mb" | "quota_staff_mb" | "quota_class_mb" | "quota_institution_gb" | "guardian_age" | "keep_templates_days" | "keep_refusals_days" | "keep_sessions_days" | "keep_disabled_days" | "keep_audit_days" | "keep_evidence_days" | "institution_name" | "first_steps" | "programs" | "mail_reply_to";
      kind: "bool" | "int" | "choice" | "text";
      lowest: number | null;
      highest: number | null;
      choices: string[] | null;
      value: string;
      default: string;
      about: string;
      changed_at: string | null;
      changed_by: components["schemas"]["person"] | null;
    };
    setting_step: {
      id: number;
      old_value: string | null;
      new_value: string;
      changed_at: string;
      changed_by: components["schemas"]["person"] | null;
    };
    calibration: {
      standard: {
        threshold: number;
        rate: string | null;
      };
      in_force: {
        threshold: number;
        normalised_threshold: number | null;
        chosen_at: string | null;
      };
      result: components["schemas"]["calibration_result"] | null;
    };
    calibration_result: {
      id: number;
      made_at: string;
      agreed: number;
      people: number;
      pairs: number;
      doubles: number;
      raw: components["schemas"]["calibration_part"];
      normalised: components["schemas"]["calibration_part"] | null;
    };
    calibration_part: {
      current: components["schemas"]["calibration_point"] | null;
      offers: {
        rate: string;
        easier: boolean;
        point: components["schemas"]["calibration_point"] | null;
      }[];
      lowest: number;
      width: number;
      bars: number[];
    };
    calibration_point: {
      threshold: number;
      matches: number;
      touched: number;
      rate: number;
      effect: number;
      by_pairs: {
        low: number;
        high: number;
      };
      by_people: {
        low: number;
        high: number;
      };
    };
    trial: {
      threshold: number;
      running: components["schemas"]["trial_running"] | null;
      last: components["schemas"]["trial_counted"] | null;
    };
    trial_running: {
      started_at: string;
      ends_at: string;
      threshold: number;
      outdated: boolean;
      volunteers: components["schemas"]["volunteer"][];
    };
    volunteer: {
      id: number;
      word: string;
      groups: string[];
      tried: boolean;
      enrolled: boolean;
      looks: number;
      turns: number;
      attacks: number;
    };
    trial_counted: {
      counted_at: string;
      people: number;
      comparisons: number;
      threshold: number;
      too_small: string[];
      figures: components["schemas"]["trial_figure"][];
    };
    trial_figure: {
      group: string | null;
      group_size: number;
      mirrored: boolean;
      figure: "FTE" | "FTA" | "FNMR" | "BPCER" | "FMR" | "APCER" | "IAPAR";
      look: "quick" | "turn" | null;
      species: string | null;
      errors: number;
      trials: number;
      share: number;
      interval: {
        low: number;
        high: number;
      };
      highest: boolean;
      rest: {
        errors: number;
        trials: number;
      } | null;
      p: number | null;
      p_corrected: number | null;
      differs: boolean;
    };
    consent_line: {
      id: number;
      person: components["schemas"]["person"];
      state: "given" | "outdated" | "withdrawn";
      version: string;
      scope: components["schemas"]["consent_scope"];
      given_at: string;
      withdrawn_at: string | null;
      guardian: string | null;
    };
    deletion: {
      id: number;
      kind: string;
      rule: string;
      deleted: number;
      person: components["schemas"]["person"] | null;
      by: components["schemas"]["person"] | null;
      at: string;
    };
    erasure: {
      person: components["schemas"]["person"];
      applied: boolean;
      data: {
        kind: string;
        fate: "deleted" | "anonymised" | "kept";
        count: number;
      }[];
    };
    erasure_request: {
      person: components["schemas"]["person"];
      email: string | null;
      asked_at: string;
    };
    retention_rule: {
      kind: string;
      setting: "identification" | "registration" | "registration_domain" | "second_factor" | "factor_required" | "password_sign_in" | "step_up_marks" | "correction_minutes" | "remind_minutes" | "language" | "names_by" | "quota_student_mb" | "quota_staff_mb" | "quota_class_mb" | "quota_institution_gb" | "guardian_age" | "keep_templates_days" | "keep_refusals_days" | "keep_sessions_days" | "keep_disabled_days" | "keep_audit_days" | "keep_evidence_days" | "institution_name" | "first_steps" | "programs" | "mail_reply_to";
      days: number;
    };
    audit_entry: {
      id: number;
      at: string;
      actor: components["schemas"]["person"] | null;
      action: "absent_at_close" | "account_edited" | "accounts_merged" | "address_given_up" | "adviser_assigned" | "attempts_throttled" | "audit_keyed" | "board_added" | "board_changed" | "board_deleted" | "calendar_link_made" | "calendar_link_removed" | "class_photo_read" | "classroom_changed" | "classroom_copied" | "classroom_handed_over" | "classroom_import_undone" | "classroom_imported" | "classroom_made" | "consent_given" | "consent_withdrawn" | "demo_filled" | "device_known" | "device_removed" | "device_trusted" | "devices_ended" | "email_change_asked" | "email_changed" | "email_proven" | "enrollment_ended" | "enrollment_imported" | "erasure_asked" | "erasure_refused" | "erasure_taken_back" | "face_calibrated" | "face_deleted" | "face_enrolled" | "face_flagged" | "face_renewed" | "face_threshold_chosen" | "face_threshold_reset" | "flag_resolved" | "group_created" | "group_deleted" | "group_ended" | "group_renamed" | "group_student_removed" | "group_students_put" | "group_students_split" | "hand_in_graded" | "holiday_lectures_cancelled" | "holiday_lectures_restored" | "holiday_removed" | "holiday_set" | "holiday_taught" | "invitation_created" | "invitation_used" | "invitation_withdrawn" | "job_cancelled" | "job_created" | "join_accepted" | "join_code_rotated" | "join_refused" | "kiosk_changed" | "kiosk_code_made" | "kiosk_enrolled" | "kiosk_lent" | "kiosk_made" | "kiosk_moved" | "kiosk_network_taken" | "kiosk_pin_removed" | "kiosk_pin_set" | "kiosk_revoked" | "leave_accepted" | "leave_asked" | "leave_evidence_read" | "leave_kind_changed" | "leave_kind_made" | "leave_refused" | "leave_reopened" | "leave_withdrawn" | "lecture_cancelled" | "lecture_edited" | "lecture_import_undone" | "lecture_imported" | "lecture_made" | "lecture_moved" | "lecture_restored" | "lectures_joined" | "lectures_parted" | "logo_changed" | "logo_removed" | "mails_turned_off" | "mails_turned_on" | "mark_cleared" | "mark_flags_cleared" | "mark_set" | "marks_exported" | "marks_final" | "marks_provisional" | "passkey_added" | "passkey_copied" | "passkey_removed" | "passkey_renamed" | "password_changed" | "password_reset" | "password_reset_sent" | "people_exported" | "person_exported" | "proofs_changed" | "provider_account_made" | "provider_added" | "provider_changed" | "provider_linked" | "provider_removed" | "provider_signed_out" | "provider_unlinked" | "providers_turned_off" | "receipt_key_made" | "recovery_codes_renewed" | "refused" | "refused_often" | "request_accepted" | "request_made" | "request_refused" | "request_reopened" | "request_withdrawn" | "role_changed" | "roster_exported" | "second_factor_removed" | "second_factor_set_up" | "series_created" | "sessions_ended" | "setting_changed" | "sign_in_code_made" | "sign_in_code_used" | "sign_in_failed" | "signed_in" | "spot_answered" | "spot_drawn" | "staff_added" | "staff_changed" | "staff_left" | "staff_removed" | "status_set_changed" | "student_accepted" | "student_added" | "student_left" | "student_note_erased" | "student_note_written" | "student_removed" | "template_exported" | "token_made" | "token_revoked" | "trial_counted" | "trial_discarded" | "trial_started" | "user_deactivated" | "user_edited" | "user_erased" | "user_import_undone" | "user_imported" | "user_reactivated" | "warning_rules_changed" | "window_closed" | "window_extended" | "window_forgotten" | "window_opened" | "window_planned" | "window_reopened";
      subject_type: string;
      subject_id: number | null;
      subject_name: string | null;
      detail: string | null;
      person: components["schemas"]["person"] | null;
      classroom: {
        id: number;
        subject: string;
        section: string | null;
      } | null;
      lecture: {
        id: number;
        starts_at: string;
      } | null;
      program: {
        id: number;
        name: string | null;
        institution: boolean;
      } | null;
    };
    flag: {
      id: number;
      kind: "duplicate_face" | "look_alike" | "same_pictures";
      user: components["schemas"]["person"];
      other: components["schemas"]["person"];
      created_at: string;
      resolved_at: string | null;
      resolved_by: components["schemas"]["person"] | null;
      note: string | null;
    };
    notification: {
      id: number;
      kind: "window_opened" | "lecture_soon" | "lecture_changed" | "below_threshold" | "out_of_reach" | "board_item" | "graded" | "request" | "request_answered" | "join_request" | "new_device" | "mark_changed" | "job_done" | "erasure_request" | "student_left" | "missed_in_a_row" | "missed_within" | "student_warned" | "not_taken" | "class_added" | "kiosk_moved" | "token_made" | "token_ends";
      classroom_id: number | null;
      lecture_id: number | null;
      subject_id: number | null;
      subject: string | null;
      title: string | null;
      starts_at: string | null;
      timezone: string | null;
      text: string | null;
      about: components["schemas"]["person"] | null;
      created_at: string;
      read: boolean;
    };
    notification_choices: {
      kinds: {
        kind: "window_opened" | "lecture_soon" | "lecture_changed" | "below_threshold" | "out_of_reach" | "board_item" | "graded" | "request" | "request_answered" | "join_request" | "new_device" | "mark_changed" | "job_done" | "erasure_request" | "student_left" | "missed_in_a_row" | "missed_within" | "student_warned" | "not_taken" | "class_added" | "kiosk_moved" | "token_made" | "token_ends";
        app: boolean;
        email: "off" | "now" | "digest";
        push: boolean;
      }[];
      points: boolean;
      timezone: string;
      quiet_from: string | null;
      quiet_to: string | null;
      digest_at: string;
    };
    mail: {
      id: number;
      to: string;
      subject: string;
      created_at: string;
      next_try_at: string | null;
      sent_at: string | null;
      tries: number;
      error: string | null;
      filed: boolean;
    };
    push_subscription: {
      id: number;
      device: string;
      made_at: string;
      last_ok_at: string | null;
      current: boolean;
    };
    board_item: {
      id: number;
      classroom_id: number;
      kind: "announcement" | "notice" | "assessment";
      title: string;
      body: string;
      html: string;
      author: components["schemas"]["person"];
      points: number | null;
      due_at: string | null;
      pinned: boolean;
      publish_at: string;
      published: boolean;
      version: number;
      created_at: string;
      updated_at: string;
      files: components["schemas"]["file"][];
      read: boolean;
      reads: number;
      handed_in: number;
      graded: number;
      students: number;
    };
    quota: {
      used: number;
      most: number;
    };
    file: {
      id: number;
      name: string;
      type: string;
      size: number;
      created_at: string;
    };
    hand_in: {
      student: components["schemas"]["person"];
      handed_in: boolean;
      text: string | null;
      files: components["schemas"]["file"][];
      handed_in_at: string | null;
      late: boolean;
      version: number;
      points: number | null;
      comment: string | null;
      graded_by: components["schemas"]["person"] | null;
      graded_at: string | null;
    };
    session: {
      id: number;
      device: string;
      address: string | null;
      created_at: string;
      seen_at: string;
      expires_at: string;
      bearer: boolean;
      current: boolean;
    };
    passkey: {
      id: number;
      name: string;
      created_at: string;
      used_at: string | null;
      synced: boolean;
      backed_up: boolean;
    };
    passkey_known: {
      id: string;
      transports: string;
    };
    proofs: {
      room_rule: "off" | "flag" | "refuse";
      sound: boolean;
      room_code: boolean;
      code_check_in: boolean;
      networks: string;
      network_rule: "off" | "flag" | "refuse";
      place: string;
      radius_m: number;
      place_rule: "off" | "flag" | "refuse";
      device_rule: "off" | "flag" | "refuse";
      device_minutes: number;
      unlock_rule: "off" | "flag" | "refuse";
      version: number;
    };
    request_mark: {
      status: string;
      minutes_late: number;
      note: string | null;
    };
    request: {
      id: number;
      kind: "leave" | "appeal";
      state: "open" | "accepted" | "refused" | "withdrawn";
      classroom_id: number;
      subject: string;
      student: components["schemas"]["person"];
      lecture_id: number | null;
      from: string | null;
      until: string | null;
      text: string;
      status: string | null;
      comment: string | null;
      answered_by: components["schemas"]["person"] | null;
      answered_at: string | null;
      created_at: string;
      updated_at: string;
      version: number;
      file: components["schemas"]["file"] | null;
      mark: components["schemas"]["request_mark"] | null;
    };
    leave_kind: {
      id: number;
      name: string;
      decider: "staff" | "office";
      evidence: "none" | "optional" | "required";
      evidence_for: "staff" | "office";
      status: string;
      days_after: number;
      retired: boolean;
      version: number;
      officers: components["schemas"]["person"][];
    };
    leave_decision: {
      state: "open" | "accepted" | "refused" | "withdrawn";
      status: string | null;
      comment: string | null;
      by: components["schemas"]["person"] | null;
      at: string | null;
    };
    leave_course: {
      classroom_id: number;
      subject: string;
      decision: components["schemas"]["leave_decision"];
      lectures: number;
      given: number;
      attended: number;
    };
    leave: {
      id: number;
      student: components["schemas"]["person"];
      kind_id: number | null;
      kind: string | null;
      classroom_id: number | null;
      from: string;
      until: string;
      text: string | null;
      decider: "staff" | "office";
      evidence_for: "staff" | "office";
      decision: components["schemas"]["leave_decision"];
      evidence: components["schemas"]["file"][];
      evidence_count: number;
      evidence_seen_at: string | null;
      evidence_erased_at: string | null;
      courses: components["schemas"]["leave_course"][];
      mine: boolean;
      created_at: string;
      updated_at: string;
      version: number;
    };
    listed_user: {
      id: number;
      name: string;
      family_name: string | null;
      role: "administrator" | "professor" | "student";
      email: string | null;
      email_proven: boolean;
      locale: string;
      external_id: string | null;
      programme: string | null;
      created_at: string;
      updated_at: string;
      disabled: boolean;
      merged_into: number | null;
      version: number;
    };
    found_user: {
      id: number;
      name: string;
      family_name: string | null;
      role: "administrator" | "professor" | "student";
      email: string | null;
      email_proven: boolean;
      locale: string;
      external_id: string | null;
      programme: string | null;
      created_at: string;
      updated_at: string;
      disabled: boolean;
      merged_into: number | null;
      version: number;
      face: boolean;
      seen_at: string | null;
      never: boolean;
    };
    person_class: {
      classroom: components["schemas"]["classroom"];
      standing: components["schemas"]["standing"];
      lectures: {
        id: number;
        title: string | null;
        starts_at: string;
        cancelled: boolean;
        status: string | null;
        minutes_late: number | null;
        method: string | null;
        outside: boolean;
        left_out: boolean;
      }[];
    };
    person_teaches: {
      id: number;
      subject: string;
      section: string | null;
      term: string | null;
      part: "owner" | "teacher" | "assistant";
      archived: boolean;
      students: number;
    };
    person_session: {
      id: number;
      device: string;
      created_at: string;
      seen_at: string;
      expires_at: string;
      bearer: boolean;
      current: boolean;
    };
    user_detail: {
      user: components["schemas"]["listed_user"];
      has_totp: boolean;
      sessions: number;
      seen_at: string | null;
      classrooms: number;
      enrolments: number;
      marks: number;
    };
    warning_kind: "in_a_row" | "within" | "below" | "out_of_reach";
    warning_rule: {
      kind: components["schemas"]["warning_kind"];
      on: boolean;
      lectures: number;
      days: number;
      percent: number;
      counted_min: number;
      recipients: ("student" | "teachers" | "adviser")[];
    };
    warning_rule_given: {
      kind: components["schemas"]["warning_kind"];
      on: boolean;
      lectures?: number;
      days?: number;
      percent?: number;
      counted_min?: number;
      recipients: ("student" | "teachers" | "adviser")[];
    };
    warning_rules: {
      own: boolean;
      version: number;
      rules: components["schemas"]["warning_rule"][];
    };
    warning_preview: {
      weeks: number;
      classrooms: number;
      students: number;
      warned: number;
      messages: number;
      warnings: {
        student: components["schemas"]["person"];
        classroom_id: number;
        subject: string;
        timezone: string;
        kind: components["schemas"]["warning_kind"];
        starts_at: string;
        title: string | null;
      }[];
    };
    running_lecture: {
      id: number;
      classroom_id: number;
      subject: string;
      section: string | null;
      room: string | null;
      professor: components["schemas"]["person"];
      starts_at: string;
      ends_at: string;
      open: boolean;
      marked: number;
      students: number;
    };
    class_line: {
      id: number;
      external_id: string | null;
      updated_at: string;
      subject: string;
      section: string | null;
      term: string | null;
      department: string | null;
      professor: components["schemas"]["person"];
      students: number;
      lectures: number;
      live: number | null;
      attended: number;
      expected: number;
      percentage: number | null;
    };
    invitation: {
      id: number;
      role: "administrator" | "professor" | "student";
      name: string | null;
      email: string | null;
      created_by: components["schemas"]["person"];
      created_at: string;
      expires_at: string;
    };
    own_device: {
      id: number;
      name: string;
      first_seen_at: string;
      last_seen_at: string;
      new_until: string | null;
      keyed: boolean;
      current: boolean;
      can_vouch: boolean;
    };
    job: {
      id: number;
      kind: string;
      state: "waiting" | "running" | "done" | "failed" | "cancelled";
      classroom_id: number | null;
      dry_run: number | null;
      applied_by: number | null;
      undone_by: number | null;
      undo_until: string | null;
      code: string | null;
      detail: string | null;
      done: number;
      total: number | null;
      rows: components["schemas"]["job_counts"];
      input: components["schemas"]["job_file"] | null;
      output: components["schemas"]["job_file"] | null;
      created_at: string;
      updated_at: string;
      finished_at: string | null;
      takes_away: components["schemas"]["job_takes_away"] | null;
    };
    job_takes_away: {
      places: number;
      of: number;
      confirm: boolean;
    };
    office_job: {
      id: number;
      kind: string;
      state: "waiting" | "running" | "done" | "failed" | "cancelled";
      owner: components["schemas"]["person"];
      code: string | null;
      detail: string | null;
      done: number;
      total: number | null;
      created_at: string;
      finished_at: string | null;
    };
    job_counts: {
      created: number;
      updated: number;
      unchanged: number;
      refused: number;
      ignored: number;
      noted: number;
      undone: number;
      kept: number;
    };
    job_file: {
      name: string;
      type: string;
      size: number;
    };
    job_row: {
      file: string | null;
      row: number;
      outcome: "created" | "updated" | "unchanged" | "refused" | "ignored" | "noted" | "undone" | "kept";
      code: string | null;
      sentence: string;
      subject: string;
      column: string | null;
      cell: string | null;
    };
    import_sheet: {
      header: number;
      columns: components["schemas"]["import_column"][];
      known: string[];
      needs: {
        any: string[];
      }[];
      encoding: string | null;
      encoding_said: boolean;
      encodings: string[];
      dates: "as_found" | "day_first" | "month_first";
      dates_asked: boolean;
    };
    import_column: {
      header: string;
      column: string | null;
      how: "named" | "guessed" | "chosen" | "remembered" | "unknown" | "twice";
      samples: string[];
    };
    sign_in_code: {
      person: components["schemas"]["person"];
      number: string;
      code: string;
      expires_at: string;
    };
    staff_member: {
      person: {
        id: number;
        name: string;
      };
      email: string | null;
      part: "owner" | "teacher" | "assistant";
      added_at: string;
    };
    join_request: {
      classroom_id: number;
      subject: string;
      student: {
        id: number;
        name: string;
      };
      email: string | null;
      email_proven: boolean;
      asked_at: string;
      state: "waiting" | "refused";
    };
    student_asked: {
      kind: "leave" | "appeal";
      id: number;
      name: string | null;
      state: "open" | "accepted" | "refused" | "withdrawn";
      lecture_id: number | null;
      from: string | null;
      until: string | null;
      created_at: string;
    };
    student_change: {
      id: number;
      at: string;
      by: components["schemas"]["person"] | null;
      lecture_id: number;
      from: string | null;
      to: string | null;
      reason: string | null;
    };
    student_note: {
      id: number;
      author: components["schemas"]["person"];
      text: string;
      created_at: string;
      mine: boolean;
    };
    student_refusal: {
      lecture_id: number;
      at: string;
      reason: string;
    };
    status_new: {
      status?: string;
      letter: string;
      name: string;
      points: number;
      counts: "attended" | "ignored" | "missed";
      colour: "green" | "amber" | "blue" | "red" | "teal" | "violet" | "pink" | "grey";
      in_room: boolean;
      retired?: boolean;
    };
    holiday: {
      date: string;
      name: string | null;
      kind: "institution" | "classroom" | "taught";
    };
    holiday_lecture: {
      id: number;
      classroom_id: number;
      subject: string;
      title: string | null;
      starts_at: string;
      timezone: string;
      holiday: string | null;
    };
    holiday_plan: {
      planned: components["schemas"]["holiday_lecture"][];
      planned_count: number;
      taken: components["schemas"]["holiday_lecture"][];
      taken_count: number;
      cancelled_count: number;
    };
    mail_off: {
      institution: string | null;
      kinds: {
        kind: "window_opened" | "lecture_soon" | "lecture_changed" | "below_threshold" | "out_of_reach" | "board_item" | "graded" | "request" | "request_answered" | "join_request" | "new_device" | "mark_changed" | "job_done" | "erasure_request" | "student_left" | "missed_in_a_row" | "missed_within" | "student_warned" | "not_taken" | "class_added" | "kiosk_moved" | "token_made" | "token_ends";
        email: "off" | "now" | "digest";
      }[];
    };
    class_group: {
      id: number;
      name: string;
      ended: boolean;
      students: number;
      lectures: number;
      version: number;
    };
    group_place: {
      student: components["schemas"]["person"];
      group_id: number;
      joined_at: string;
      left_at: string | null;
    };
    group_put: {
      at_once: number;
      later: number;
      later_at: string | null;
    };
    taught_class: {
      classroom: components["schemas"]["classroom"];
      next: components["schemas"]["lecture"] | null;
      last: components["schemas"]["lecture"] | null;
    };
    waiting: {
      kind: "requests" | "join" | "hand_ins" | "signs";
      classroom_id: number;
      subject: string;
      section: string | null;
      timezone: string;
      thing_id: number | null;
      title: string | null;
      starts_at: string | null;
      count: number;
    };
    slipping: {
      classroom: components["schemas"]["classroom"];
      student: components["schemas"]["person"];
      risk: "near" | "below" | "out_of_reach";
      standing: components["schemas"]["standing"];
      cells: {
        id: number;
        starts_at: string;
        status: string | null;
        outside: boolean;
      }[];
    };
    kiosk: {
      id: number;
      name: string;
      room: string;
      badge: "off" | "flag";
      pin: boolean;
      face: boolean;
      network_rule: "off" | "flag" | "refuse";
      moved_at: string | null;
      made_at: string;
      code_ends_at: string | null;
      enrolled_at: string | null;
      seen_at: string | null;
      revoked_at: string | null;
    };
    kiosk_lecture: {
      id: number;
      subject: string;
      section: string | null;
      title: string | null;
      room: string | null;
      closes_at: string;
    };
    spot_check: {
      student: components["schemas"]["person"];
      here: boolean | null;
      answered_at: string | null;
      answered_by: components["schemas"]["person"] | null;
    };
    spot_figures: {
      lectures: number;
      marks: number;
      drawn: number;
      looked_up: number;
      not_there: number;
      flagged: components["schemas"]["spot_kind"];
      plain: components["schemas"]["spot_kind"];
      enough: boolean;
      needed: number;
      low: number | null;
      high: number | null;
      denominator: string;
      share: number | null;
      share_denominator: string;
    };
    spot_kind: {
      marks: number;
      drawn: number;
      looked_up: number;
      not_there: number;
    };
    spot_list: {
      names: number;
      waiting: number;
      marks: number;
      open: boolean;
      checks: components["schemas"]["spot_check"][];
    };
    receipt_key: {
      id: string;
      public_key: string;
      made_at: string;
      ended_at: string | null;
    };
    receipt_by: "student" | "staff" | "rule" | "found";
    receipt_log: {
      head: string;
      size: number;
      inclusion: string[];
      growth: string[];
    };
    receipt_report: {
      reason: "good" | "too_long" | "no_receipt" | "parts" | "encoding" | "fields" | "values" | "key_unknown" | "altered" | "key_ended";
      state: components["schemas"]["receipt_state"] | null;
      key: components["schemas"]["receipt_key"] | null;
      changes: {
        at: string;
        by: components["schemas"]["receipt_by"];
      }[];
      log: components["schemas"]["receipt_log"] | null;
    };
    receipt_state: "stands" | "changed" | "differs" | "forgotten" | "missing";
    event_closed: {
      code: "right_lost" | "too_many_streams";
    };
    event_mark: {
      mark: components["schemas"]["mark"];
      counts: components["schemas"]["counts"];
    };
    event_notification: {
      id: number;
    };
    event_refusal: {
      student: components["schemas"]["person"];
      code: string;
      at: string;
    };
    event_window: {
      window: components["schemas"]["window"] | null;
    };
    sso_link: {
      id: number;
      provider: string;
      name: string;
      email: string | null;
      created_at: string;
      used_at: string | null;
    };
    sso_provider: {
      id: number;
      slug: string;
      name: string;
      kind: "oidc" | "firebase";
      issuer: string;
      client_id: string;
      has_secret: boolean;
      scopes: string;
      makes: "nobody" | "students" | "by_role";
      by_email: boolean;
      admins: boolean;
      trusts_email: boolean;
      external_claim: string;
      role_claim: string;
      role_map: string;
      domains: string;
      enabled: boolean;
      version: number;
      redirect_uri: string | null;
      logout_uri: string | null;
      links: number;
    };
    token: {
      id: number;
      kind: "person" | "institution";
      owner: components["schemas"]["person"] | null;
      maker: components["schemas"]["person"] | null;
      maker_left: boolean;
      name: string;
      shown: string;
      scopes: ("profile:read" | "profile:write" | "people:read" | "people:write" | "classes:read" | "classes:write" | "rosters:read" | "rosters:write" | "marks:read" | "marks:write" | "board:read" | "board:write" | "requests:read" | "requests:write" | "exports:read" | "imports:write" | "audit:read" | "privacy:read" | "privacy:write" | "settings:read")[];
      created_at: string;
      expires_at: string;
      last_used_at: string | null;
      revoked_at: string | null;
    };
    program_outcome: {
      index: number;
      outcome: "created" | "updated" | "unchanged" | "ignored" | "refused";
      code: string | null;
      detail: string | null;
      id: number | null;
    };
    listed_mark: {
      id: number;
      lecture_id: number;
      lecture_external_id: string | null;
      student: components["schemas"]["person"];
      external_id: string | null;
      status: string;
      minutes_late: number;
      method: "face" | "manual" | "photo" | "code" | "close" | "import" | "leave" | "kiosk";
      note: string | null;
      marked_at: string;
      updated_at: string;
    };
    Answers: {
      getOpenapiJson: {
        openapi: string;
        info: unknown;
        servers: unknown;
        tags: unknown;
        paths: unknown;
        components: unknown;
      };
      getHealth: {
        status: string;
        version: string;
      };
      getHealthLive: {
        status: string;
        version: string;
      };
      getHealthReady: {
        status: "ok" | "degraded";
        database: string;
        storage: "ok" | "full";
        version: string;
      };
      getUserInvitation: {
        role: "administrator" | "professor" | "student";
        name: string | null;
        email: string | null;
      };
      postUserSignUp: {
        user: components["schemas"]["user"];
        csrf: string;
        expires_at: string;
      };
      postUserSession: {
        user: components["schemas"]["user"];
        csrf: string;
        expires_at: string;
        token?: string;
      };
      getUserSession: {
        signed_in: boolean;
        user?: components["schemas"]["user"];
        csrf?: string;
        server_time: string;
      };
      getUserMe: {
        user: components["schemas"]["user"];
        csrf: string;
        server_time: string;
        has_totp: boolean;
        stepped_up_until: string | null;
        external_id: string | null;
        programme: string | null;
      };
      patchUserMe: {
        user: components["schemas"]["user"];
      };
      getStudentHome: {
        server_time: string;
        live: components["schemas"]["lecture_mark"][];
        classrooms: {
          classroom: components["schemas"]["classroom"];
          standing: components["schemas"]["standing"];
          strip: components["schemas"]["strip_cell"][];
          unread: number;
        }[];
        upcoming: components["schemas"]["lecture"][];
        face: components["schemas"]["face"];
        board: components["schemas"]["home_board"];
      };
      postStudentJoin: {
        classroom: components["schemas"]["classroom"];
      };
      postStudentJoinPreview: {
        classroom_id: number | null;
        subject: string;
        section: string | null;
        term: string | null;
        professor: string;
        timezone: string;
        students: number;
        approval: boolean;
        asked: boolean;
        next: components["schemas"]["join_next"] | null;
      };
      getStudentConsent: components["schemas"]["consent"];
      postStudentConsent: components["schemas"]["consent"];
      getStudentFace: components["schemas"]["face"];
      putStudentFace: {
        consented: boolean;
        enrolled: boolean;
        enrolled_at: string | null;
        frames: number;
        renew: boolean;
        unsure: boolean;
        quality?: "good" | "fair";
      };
      getStudentRecordByClassroom: {
        classroom: components["schemas"]["classroom"];
        standing: components["schemas"]["standing"];
        lectures: components["schemas"]["lecture_mark"][];
        rules: components["schemas"]["rule_standing"][];
      };
      getStudentRecordRefusals: {
        refusals: components["schemas"]["own_refusal"][];
        next: number | null;
      };
      getClassroom: {
        classrooms: components["schemas"]["classroom"][];
        today: components["schemas"]["lecture"][];
        server_time: string;
        next: number | null;
        total: number;
      };
      postClassroom: components["schemas"]["classroom"];
      getClassroomByClassroom: {
        classroom: components["schemas"]["classroom"];
        lectures: components["schemas"]["lecture"][];
      };
      patchClassroomByClassroom: components["schemas"]["classroom"];
      postClassroomJoinCode: components["schemas"]["classroom"];
      getClassroomStudents: {
        students: components["schemas"]["roster_student"][];
        next: number | null;
        total: number;
      };
      postClassroomStudents: {
        student: {
          id: number;
          name: string;
        };
      };
      getClassroomLectures: {
        lectures: components["schemas"]["lecture"][];
        next: number | null;
        total: number;
      };
      postClassroomLectures: components["schemas"]["lecture"];
      postClassroomInstant: components["schemas"]["lecture"];
      getClassroomCopy: components["schemas"]["term_plan"];
      postClassroomCopy: components["schemas"]["classroom"];
      getAdminClassroomsCopy: components["schemas"]["term_plan"];
      postAdminClassroomsCopy: components["schemas"]["classroom"];
      getClassroomRegister: {
        classroom: components["schemas"]["classroom"];
        lectures: components["schemas"]["lecture"][];
        students: components["schemas"]["register_student"][];
        total: number;
        next: number | null;
      };
      getAttendanceByLecture: {
        lecture: components["schemas"]["lecture"];
        classroom: components["schemas"]["classroom"];
        counts: components["schemas"]["counts"];
        marks: components["schemas"]["mark"][];
        next: number | null;
        refusals: number;
        refused: {
          student: components["schemas"]["person"];
          times: number;
          code: string;
          at: string;
        }[];
        identification: boolean;
        note_needed: boolean;
        room: {
          rule: "off" | "flag" | "refuse";
          sound: boolean;
          offered_at: string | null;
        };
        server_time: string;
      };
      patchAttendanceByLecture: components["schemas"]["lecture"];
      getAttendanceCode: {
        code: string;
        valid_until: string;
        next_in_ms: number;
        path: string;
      };
      getAttendanceSound: {
        word: string;
        valid_until: string;
        next_in_ms: number;
      };
      postAttendanceWindow: components["schemas"]["lecture"];
      deleteAttendanceWindow: components["schemas"]["lecture"];
      postAttendanceWindowExtend: components["schemas"]["lecture"];
      postAttendanceWindowClose: components["schemas"]["lecture"];
      postAttendanceFinal: components["schemas"]["lecture"];
      deleteAttendanceFinal: components["schemas"]["lecture"];
      getAttendanceMarksByStudent: {
        mark: components["schemas"]["mark"];
        note_needed: boolean;
        step_up: boolean;
      };
      putAttendanceMarksByStudent: components["schemas"]["mark"];
      deleteAttendanceMarksByStudent: {
        change: number | null;
      };
      getAttendanceMine: {
        lecture: components["schemas"]["lecture"];
        timezone: string;
        mark: components["schemas"]["mark"] | null;
        face: components["schemas"]["face"];
        server_time: string;
        code_needed: boolean;
        code_check_in: boolean;
        room_rule: "off" | "flag" | "refuse";
        sound_wanted: boolean;
        position_wanted: boolean;
        unlock_rule: "off" | "flag" | "refuse";
        has_passkey: boolean;
        unlocked_until: string | null;
        other_group: boolean;
      };
      postAttendanceChallenge: {
        challenge: string;
        expires_at: string;
        frames: number;
        code_needed: boolean;
        policy: "passive" | "turn" | "active" | "active_colour";
        step?: components["schemas"]["step"];
      };
      postAttendanceChallengeStep: {
        step?: components["schemas"]["step"];
        mark?: components["schemas"]["mark"];
      };
      postAttendanceCheckIn: {
        mark: components["schemas"]["mark"];
      };
      postAttendanceCheckInCode: {
        mark: components["schemas"]["mark"];
      };
      postAttendanceCodeStamp: {
        stamp: string;
        expires_at: string;
      };
      postAttendancePhoto: {
        faces: components["schemas"]["proposal"][];
        seen: number;
        comparable: number;
        not_accepted: number;
        not_agreed: number;
        students: number;
      };
      postAttendancePhotoConfirm: {
        marks: components["schemas"]["mark"][];
        stood: number[];
        changed: number;
        change: number | null;
      };
      getStudentStanding: {
        classrooms: {
          classroom: components["schemas"]["classroom"];
          standing: components["schemas"]["standing"];
        }[];
      };
      getClassroomStatistics: {
        classroom: components["schemas"]["classroom"];
        rule: components["schemas"]["rule"];
        students: number;
        lectures: number;
        taken: number;
        attended: number;
        counted: number;
        percentage: number | null;
        denominator: string;
        by_lecture: components["schemas"]["lecture_figures"][];
        by_group: components["schemas"]["group_figures"][];
        late: components["schemas"]["late_pattern"];
        by_slot: components["schemas"]["week_slot"][];
        earlier: components["schemas"]["earlier_class"] | null;
        spot: components["schemas"]["spot_figures"];
      };
      getClassroomStatisticsByStudent: {
        student: components["schemas"]["person"];
        standing: components["schemas"]["standing"];
        late: components["schemas"]["late_pattern"];
        joined_at: string | null;
        left_at: string | null;
      };
      getClassroomAtRisk: {
        students: {
          student: components["schemas"]["person"];
          risk: "near" | "below" | "out_of_reach";
          standing: components["schemas"]["standing"];
          marks: (string | null)[];
          outside: number[];
        }[];
        strip: {
          id: number;
          starts_at: string;
        }[];
        total: number;
        lectures: number;
        warning_lectures: number;
        next: number | null;
      };
      getAdminReport: {
        from: string;
        before: string;
        classrooms: number;
        institution: components["schemas"]["report_figures"];
        terms: {
          term: string;
          classrooms: number;
          figures: components["schemas"]["report_figures"];
        }[];
        departments: {
          department: string;
          classrooms: number;
          figures: components["schemas"]["report_figures"];
        }[];
        professors: {
          professor: components["schemas"]["person"];
          classrooms: number;
          figures: components["schemas"]["report_figures"];
        }[];
        weeks: {
          begins: string;
          figures: components["schemas"]["report_figures"];
        }[];
        untaken: {
          professor: components["schemas"]["person"];
          classrooms: number;
          figures: components["schemas"]["report_figures"];
        }[];
        coverage: components["schemas"]["coverage"];
        refusals: {
          code: string;
          count: number;
        }[];
        flags_open: number;
        terms_cut: number;
        departments_cut: number;
        professors_cut: number;
        untaken_cut: number;
        spot: components["schemas"]["spot_figures"];
      };
      postAdminExportMarks: components["schemas"]["job"];
      postAdminExportRoster: components["schemas"]["job"];
      getAdminSettings: {
        settings: components["schemas"]["setting"][];
      };
      putAdminSettingsBySetting: components["schemas"]["setting"];
      getAdminSettingsHistory: {
        history: components["schemas"]["setting_step"][];
        next: number | null;
      };
      getAdminFaceCalibration: components["schemas"]["calibration"];
      postAdminFaceCalibration: components["schemas"]["job"];
      putAdminFaceThreshold: components["schemas"]["calibration"];
      deleteAdminFaceThreshold: components["schemas"]["calibration"];
      getAdminFaceTrial: components["schemas"]["trial"];
      postAdminFaceTrial: components["schemas"]["trial"];
      postAdminFaceTrialCount: components["schemas"]["job"];
      postAdminFaceTrialVolunteers: components["schemas"]["volunteer"];
      putAdminFaceTrialVolunteersFace: {
        enrolled: boolean;
        reason: string | null;
      };
      postAdminFaceTrialVolunteersBursts: {
        look: "quick" | "turn";
        acquired: boolean;
        live: boolean;
        compared: boolean;
        matched: boolean;
      };
      postUserExport: components["schemas"]["job"];
      postUserExportTemplate: {
        model: string;
        length: number;
        numbers: string;
        base64: string;
        note: string;
      };
      getUserErasureRequest: {
        asked_at: string | null;
        refused_at: string | null;
        reason: string | null;
      };
      postUserErasureRequest: {
        asked_at: string | null;
        refused_at: string | null;
        reason: string | null;
      };
      getAdminConsents: {
        consents: components["schemas"]["consent_line"][];
        next: number | null;
      };
      getAdminRetention: {
        rules: components["schemas"]["retention_rule"][];
        deletions: components["schemas"]["deletion"][];
        next: number | null;
      };
      getAdminErasureRequests: {
        requests: components["schemas"]["erasure_request"][];
        next: number | null;
      };
      postAdminUsersExport: components["schemas"]["job"];
      postAdminUsersErase: components["schemas"]["erasure"];
      getAdminAudit: {
        entries: components["schemas"]["audit_entry"][];
        next: number | null;
      };
      getAdminAuditChain: {
        state: "whole" | "cut" | "broken";
        broken_id: number | null;
        entries: number;
        head: string;
      };
      getAdminOverview: {
        users: {
          administrators: number;
          professors: number;
          students: number;
        };
        classrooms: number;
        lectures: number;
        marks: number;
        consented: number;
        enrolled: number;
        refusals: {
          code: string;
          count: number;
        }[];
      };
      getAdminSystem: {
        disk: {
          left: number;
          all: number;
          low: boolean;
          full: boolean;
        };
        backups: {
          scheduled: boolean;
          newest_at: string | null;
          late: boolean;
          hours: number;
        };
        antispoof: "three" | "seven" | "off" | "missing";
        mail: boolean;
        address: string | null;
      };
      getAdminStorage: {
        institution: components["schemas"]["quota"];
        classrooms: {
          id: number;
          subject: string;
          section: string;
          quota: components["schemas"]["quota"];
        }[];
        people: {
          id: number;
          name: string;
          quota: components["schemas"]["quota"];
        }[];
      };
      postAdminInvitations: {
        link: string;
        expires_at: string;
      };
      getAdminInvitations: {
        invitations: components["schemas"]["invitation"][];
        next: number | null;
      };
      getAdminFlags: {
        flags: components["schemas"]["flag"][];
        next: number | null;
      };
      postAdminFlagsResolve: components["schemas"]["flag"];
      getUserNotifications: {
        notifications: components["schemas"]["notification"][];
        next: number | null;
        unread: number;
      };
      postUserNotificationsSeen: {
        unread: number;
      };
      postUserNotificationsRead: {
        unread: number;
      };
      getUserNotificationChoices: components["schemas"]["notification_choices"];
      putUserNotificationChoices: components["schemas"]["notification_choices"];
      getAdminMails: {
        mails: components["schemas"]["mail"][];
        next: number | null;
        waiting: number;
        failed: number;
      };
      getUserPush: {
        public_key: string | null;
        subscriptions: components["schemas"]["push_subscription"][];
      };
      postUserPush: components["schemas"]["push_subscription"];
      getClassroomBoard: {
        items: components["schemas"]["board_item"][];
        next: number | null;
      };
      postClassroomBoard: components["schemas"]["board_item"];
      getClassroomBoardByItem: components["schemas"]["board_item"];
      putClassroomBoardByItem: components["schemas"]["board_item"];
      postClassroomBoardPreview: {
        html: string;
      };
      getClassroomBoardReaders: {
        readers: {
          student: components["schemas"]["person"];
          read_at: string | null;
        }[];
        next: number | null;
        total: number;
      };
      postClassroomFiles: components["schemas"]["file"];
      getUserStorage: {
        person: components["schemas"]["quota"];
      };
      getClassroomStorage: {
        person: components["schemas"]["quota"];
        classroom: components["schemas"]["quota"];
      };
      getClassroomBoardHandIn: components["schemas"]["hand_in"];
      putClassroomBoardHandIn: components["schemas"]["hand_in"];
      getClassroomBoardHandIns: {
        hand_ins: components["schemas"]["hand_in"][];
        next: number | null;
        total: number;
      };
      putClassroomBoardHandInsGrade: components["schemas"]["hand_in"];
      getUserRegistration: {
        registration: "class" | "domain" | "invitation" | "open";
        domain: string | null;
      };
      postUserRegistrationClass: {
        subject: string;
        section: string | null;
        professor: string;
        timezone: string;
        next_starts_at: string | null;
      };
      getUserSessions: {
        sessions: components["schemas"]["session"][];
        total: number;
      };
      deleteUserSessions: {
        ended: number;
      };
      getUserTotp: {
        has_totp: boolean;
        confirmed_at: string | null;
        recovery_left: number;
        stepped_up_until: string | null;
      };
      postUserTotp: {
        secret: string;
        uri: string;
      };
      postUserTotpConfirm: {
        recovery_codes: string[];
      };
      postUserTotpRecovery: {
        recovery_codes: string[];
      };
      getUserStepUp: {
        proofs: ("passkey" | "code" | "password" | "provider")[];
        stepped_up_until: string | null;
      };
      postUserStepUp: {
        stepped_up_until: string;
      };
      getUserPasskeys: {
        passkeys: components["schemas"]["passkey"][];
        available: boolean;
        most: number;
      };
      postUserPasskeys: {
        passkey: components["schemas"]["passkey"];
        recovery_codes: string[] | null;
      };
      postUserPasskeysBegin: {
        challenge: string;
        site: string;
        handle: string;
        algorithms: number[];
        known: components["schemas"]["passkey_known"][];
      };
      patchUserPasskeysByPasskey: {
        passkey: components["schemas"]["passkey"];
      };
      postUserPasskeyBegin: {
        challenge: string;
        site: string;
        known: components["schemas"]["passkey_known"][];
      };
      postUserPasskey: {
        user: components["schemas"]["user"];
        csrf: string;
        expires_at: string;
        token?: string;
      };
      postUserStepUpPasskeyBegin: {
        challenge: string;
        site: string;
        known: components["schemas"]["passkey_known"][];
      };
      postUserStepUpPasskey: {
        stepped_up_until: string;
      };
      postAttendanceMarks: {
        marks: components["schemas"]["mark"][];
        kept: number[];
        changed: number;
        change: number | null;
      };
      postAttendanceUndo: {
        marks: components["schemas"]["mark"][];
        kept: number[];
        changed: number;
        change: number | null;
      };
      deleteAttendanceMarksFlags: components["schemas"]["mark"];
      getAttendanceMarksHistory: {
        changes: {
          at: string;
          by: components["schemas"]["person"] | null;
          from: string | null;
          to: string | null;
          reason: string | null;
        }[];
        changes_total: number;
        refusals: {
          code: string;
          at: string;
        }[];
        refusals_total: number;
        signs: {
          flag: "liveness_doubt" | "outside" | "no_position" | "other_network" | "shared_device" | "new_device" | "same_pictures" | "room_unproven" | "maybe_relayed" | "device_unsigned" | "odd_camera" | "badge_only" | "unlock_missing" | "kiosk_moved";
          reason: string;
          value: string | null;
        }[];
      };
      getClassroomProofs: components["schemas"]["proofs"];
      putClassroomProofs: components["schemas"]["proofs"];
      getStudentRequests: {
        requests: components["schemas"]["request"][];
        next: number | null;
      };
      postStudentRequests: components["schemas"]["request"];
      getClassroomRequests: {
        requests: components["schemas"]["request"][];
        next: number | null;
      };
      postClassroomRequestsAnswer: components["schemas"]["request"];
      deleteClassroomRequestsAnswer: components["schemas"]["request"];
      getLeaveKinds: {
        kinds: components["schemas"]["leave_kind"][];
      };
      postAdminLeaveKinds: components["schemas"]["leave_kind"];
      putAdminLeaveKindsByLeaveKind: components["schemas"]["leave_kind"];
      getStudentLeaves: {
        leaves: components["schemas"]["leave"][];
        next: number | null;
      };
      postStudentLeaves: components["schemas"]["leave"];
      postStudentEvidence: components["schemas"]["file"];
      getClassroomLeaves: {
        leaves: components["schemas"]["leave"][];
        next: number | null;
      };
      postClassroomLeavesAnswer: components["schemas"]["leave"];
      deleteClassroomLeavesAnswer: components["schemas"]["leave"];
      getOfficeLeaves: {
        leaves: components["schemas"]["leave"][];
        next: number | null;
        officer: boolean;
      };
      postOfficeLeavesAnswer: components["schemas"]["leave"];
      deleteOfficeLeavesAnswer: components["schemas"]["leave"];
      getAdminUsers: {
        users: components["schemas"]["found_user"][];
        next: number | null;
        total: number;
      };
      postAdminUsers: components["schemas"]["user_detail"];
      getAdminUsersByUser: components["schemas"]["user_detail"];
      patchAdminUsersByUser: components["schemas"]["user_detail"];
      postAdminUsersDeactivate: components["schemas"]["user_detail"];
      postAdminUsersReactivate: components["schemas"]["user_detail"];
      getAdminUsersAttendance: {
        classes: components["schemas"]["person_class"][];
        teaches: components["schemas"]["person_teaches"][];
      };
      getAdminUsersSessions: {
        sessions: components["schemas"]["person_session"][];
        total: number;
      };
      deleteAdminUsersSessions: {
        ended: number;
      };
      postAdminUsersPasswordReset: {
        link: string;
        expires_at: string;
      };
      postAdminUsersMerge: {
        from: components["schemas"]["user"];
        into: components["schemas"]["user"];
        applied: boolean;
        changes: {
          what: string;
          moved: number;
          dropped: number;
        }[];
      };
      getAdminRules: components["schemas"]["warning_rules"];
      putAdminRules: components["schemas"]["warning_rules"];
      postAdminRulesPreview: components["schemas"]["warning_preview"];
      getClassroomRules: components["schemas"]["warning_rules"];
      putClassroomRules: components["schemas"]["warning_rules"];
      deleteClassroomRules: components["schemas"]["warning_rules"];
      postClassroomRulesPreview: components["schemas"]["warning_preview"];
      getAdminUsersAdviser: {
        adviser: components["schemas"]["person"] | null;
      };
      putAdminUsersAdviser: {
        adviser: components["schemas"]["person"] | null;
      };
      getUserAdvised: {
        students: {
          student: components["schemas"]["person"];
          classrooms: {
            subject: string;
            term: string | null;
            standing: components["schemas"]["standing"];
            warned_at: string | null;
          }[];
        }[];
        next: number | null;
      };
      getUserJobs: {
        jobs: components["schemas"]["job"][];
        next: number | null;
      };
      getUserJobsByJob: components["schemas"]["job"];
      getUserJobsRows: {
        rows: components["schemas"]["job_row"][];
        next: number | null;
      };
      postUserJobsCancel: components["schemas"]["job"];
      getAdminJobs: {
        jobs: components["schemas"]["office_job"][];
        next: number | null;
      };
      postClassroomImportsByClassImport: components["schemas"]["job"];
      postClassroomImportsApply: components["schemas"]["job"];
      postAdminImportsByOfficeImport: components["schemas"]["job"];
      postAdminImportsApply: components["schemas"]["job"];
      postClassroomImportsUndo: components["schemas"]["job"];
      postAdminImportsUndo: components["schemas"]["job"];
      getUserJobsColumns: components["schemas"]["import_sheet"];
      postAdminImportsColumns: components["schemas"]["job"];
      postClassroomImportsColumns: components["schemas"]["job"];
      getClassroomStudentsByStudent: {
        classroom: components["schemas"]["classroom"];
        student: components["schemas"]["person"];
        email: string | null;
        email_proven: boolean;
        number: string | null;
        external_id: string | null;
        programme: string | null;
        enrolled: boolean;
        accepted: boolean;
        joined_at: string | null;
        left_at: string | null;
        groups: components["schemas"]["group_name"][];
        standing: components["schemas"]["standing"];
        lectures: components["schemas"]["lecture_mark"][];
        asked: components["schemas"]["student_asked"][];
        asked_total: number;
        refusals: components["schemas"]["student_refusal"][];
        refusals_total: number;
      };
      getClassroomJoinRequests: {
        requests: components["schemas"]["join_request"][];
        total: number;
      };
      getStudentJoinRequests: {
        requests: components["schemas"]["join_request"][];
        total: number;
      };
      getClassroomStaff: {
        staff: components["schemas"]["staff_member"][];
      };
      postClassroomStaff: {
        staff: components["schemas"]["staff_member"][];
      };
      patchClassroomStaffByPerson: {
        staff: components["schemas"]["staff_member"][];
      };
      postClassroomOwner: {
        staff: components["schemas"]["staff_member"][];
      };
      putAdminOwner: {
        staff: components["schemas"]["staff_member"][];
      };
      getClassroomStudentsChanges: {
        changes: components["schemas"]["student_change"][];
        next: number | null;
      };
      getClassroomStudentsNotes: {
        notes: components["schemas"]["student_note"][];
        next: number | null;
      };
      postClassroomStudentsNotes: components["schemas"]["student_note"];
      postClassroomSeries: {
        series_id: number;
        lectures: components["schemas"]["lecture"][];
        left_out: string[];
      };
      postAttendanceCancel: components["schemas"]["lecture"];
      postAttendanceRestore: components["schemas"]["lecture"];
      postAttendanceJoint: components["schemas"]["lecture"];
      postAttendanceApart: components["schemas"]["lecture"];
      getClassroomStatuses: {
        statuses: components["schemas"]["status_line"][];
        version: number;
      };
      putClassroomStatuses: {
        statuses: components["schemas"]["status_line"][];
        version: number;
      };
      getClassroomGroups: {
        groups: components["schemas"]["class_group"][];
        places: components["schemas"]["group_place"][];
        server_time: string;
      };
      postClassroomGroups: {
        id: number;
      };
      deleteClassroomGroupsByGroup: {
        deleted: boolean;
      };
      postClassroomGroupsStudents: components["schemas"]["group_put"];
      postClassroomGroupsSplit: components["schemas"]["group_put"];
      getUserCalendar: {
        created_at: string | null;
      };
      postUserCalendar: {
        path: string;
      };
      getUserDays: {
        server_time: string;
        lectures: components["schemas"]["lecture_mark"][];
        classrooms: components["schemas"]["classroom"][];
        cut: boolean;
      };
      getUserHolidays: {
        holidays: components["schemas"]["holiday"][];
      };
      getClassroomHolidays: {
        holidays: components["schemas"]["holiday"][];
      };
      putClassroomHolidaysByDate: components["schemas"]["holiday_plan"];
      getClassroomHolidaysLectures: components["schemas"]["holiday_plan"];
      postClassroomHolidaysCancel: components["schemas"]["job"];
      postClassroomHolidaysRestore: components["schemas"]["job"];
      putAdminHolidaysByDate: components["schemas"]["holiday_plan"];
      getAdminHolidaysLectures: components["schemas"]["holiday_plan"];
      postAdminHolidaysCancel: components["schemas"]["job"];
      postAdminHolidaysRestore: components["schemas"]["job"];
      postMailOffByStop: components["schemas"]["mail_off"];
      getMailOffKinds: components["schemas"]["mail_off"];
      postMailOffUndo: components["schemas"]["mail_off"];
      getInstitution: {
        name: string;
        mail: boolean;
        logo: number | null;
        passkeys: boolean;
        providers: {
          slug: string;
          name: string;
        }[];
        providers_only: boolean;
      };
      putAdminLogo: {
        logo: number;
      };
      getAdminFirstSteps: {
        shown: boolean;
        empty: boolean;
        steps: {
          step: "name" | "mail" | "registration" | "professors" | "backup" | "address";
          done: boolean;
        }[];
        address: string | null;
      };
      getAdminToday: {
        running: components["schemas"]["running_lecture"][];
        running_total: number;
        day: {
          lectures: number;
          begun: number;
          taken: number;
          marked: number;
          came: number;
        };
        waiting: {
          jobs_failed: number;
          flags: number;
          invitations: number;
          erasures: number;
          refused: number;
        };
      };
      getAdminDoctor: {
        at: string;
        checks: {
          check: string;
          state: "good" | "warning" | "failure";
          code: string;
          sentence: string;
        }[];
      };
      getAdminClassrooms: {
        classrooms: components["schemas"]["class_line"][];
        next: number | null;
        total: number;
        terms: string[];
      };
      postAdminClassrooms: components["schemas"]["classroom"];
      getUserDevices: {
        devices: components["schemas"]["own_device"][];
      };
      postUserDevices: {
        devices: components["schemas"]["own_device"][];
      };
      postUserDevicesTrust: {
        devices: components["schemas"]["own_device"][];
      };
      deleteAdminUsersDevices: {
        ended: number;
      };
      postAttendanceMarksDevice: components["schemas"]["mark"];
      getUserTeaching: {
        server_time: string;
        classes: components["schemas"]["taught_class"][];
        today: components["schemas"]["lecture"][];
        waiting: components["schemas"]["waiting"][];
        waiting_cut: number;
      };
      getUserTeachingSlipping: {
        students: components["schemas"]["slipping"][];
        total: number;
      };
      getKiosk: {
        name: string;
        room: string;
        badge: boolean;
        pin: boolean;
        face: boolean;
        lent: boolean;
        lectures: components["schemas"]["kiosk_lecture"][];
        server_time: string;
      };
      postKioskBadge: {
        name: string;
        state: "present" | "late" | "already";
      };
      postKioskPin: {
        name: string;
        state: "present" | "late" | "already";
      };
      postKioskFace: {
        name: string;
        state: "present" | "late" | "already";
      };
      getAdminKiosks: {
        kiosks: components["schemas"]["kiosk"][];
        identification: boolean;
      };
      postAdminKiosks: {
        kiosk: components["schemas"]["kiosk"];
        code: string;
        ends_at: string;
      };
      putAdminKiosksByKiosk: {
        kiosk: components["schemas"]["kiosk"];
      };
      postAdminKiosksCode: {
        kiosk: components["schemas"]["kiosk"];
        code: string;
        ends_at: string;
      };
      postAdminKiosksNetwork: {
        kiosk: components["schemas"]["kiosk"];
      };
      postAdminKiosksRevoke: {
        kiosk: components["schemas"]["kiosk"];
      };
      getUserPin: {
        set_at: string | null;
      };
      putUserPin: {
        set_at: string | null;
      };
      postUserFirst: {
        user: components["schemas"]["user"];
        csrf: string;
        expires_at: string;
        token?: string;
      };
      postAdminUsersCode: components["schemas"]["sign_in_code"];
      postAdminCodes: {
        codes: components["schemas"]["sign_in_code"][];
        left: number;
      };
      postClassroomStudentsCode: components["schemas"]["sign_in_code"];
      getAttendanceSpotCheck: components["schemas"]["spot_list"];
      postAttendanceSpotCheck: components["schemas"]["spot_list"];
      putAttendanceSpotCheckByDrawn: components["schemas"]["spot_list"];
      getAttendanceReceipts: {
        receipts: {
          receipt: string;
          written_at: string;
          status: string;
          by: components["schemas"]["receipt_by"];
        }[];
      };
      getReceiptKeys: {
        keys: components["schemas"]["receipt_key"][];
      };
      getReceiptHead: {
        head: string;
      };
      getReceiptInclusion: {
        leaf: string;
        path: string[];
      };
      getReceiptGrowth: {
        path: string[];
      };
      postReceiptVerify: components["schemas"]["receipt_report"];
      postAttendanceUnlockBegin: {
        challenge: string;
        site: string;
        known: components["schemas"]["passkey_known"][];
      };
      postAttendanceUnlock: {
        unlocked_until: string;
      };
      postUserSsoBegin: {
        url: string;
      };
      postUserSso: {
        user: components["schemas"]["user"];
        csrf: string;
        expires_at: string;
        token?: string;
      };
      postUserSignInFirebase: {
        user: components["schemas"]["user"];
        csrf: string;
        expires_at: string;
        token?: string;
      };
      postUserStepUpProviderBegin: {
        url: string;
      };
      postUserStepUpProvider: {
        stepped_up_until: string;
      };
      getUserSsoLinks: {
        links: components["schemas"]["sso_link"][];
        most: number;
      };
      postUserSsoLinks: {
        links: components["schemas"]["sso_link"][];
        most: number;
      };
      postUserSsoLinksBegin: {
        url: string;
      };
      postUserSsoLeave: {
        url: string | null;
      };
      postSsoLogout: {
        ended: number;
      };
      getAdminSso: {
        providers: components["schemas"]["sso_provider"][];
        most: number;
        redirect_uri: string;
      };
      postAdminSso: {
        provider: components["schemas"]["sso_provider"];
      };
      getAdminSsoBySso: {
        provider: components["schemas"]["sso_provider"];
      };
      patchAdminSsoBySso: {
        provider: components["schemas"]["sso_provider"];
      };
      postAdminSsoTryBegin: {
        url: string;
      };
      postAdminSsoTry: {
        claims: string;
        email: string | null;
        role: "administrator" | "professor" | "student" | null;
        external_id: string | null;
        outcome: "linked" | "found" | "made" | "closed" | "domain" | "link_first" | "no_account" | "no_email" | "no_role";
        account: string | null;
      };
      getAdminUsersSsoLinks: {
        links: components["schemas"]["sso_link"][];
        most: number;
      };
      getToken: {
        program: components["schemas"]["token"] | null;
        user: components["schemas"]["user"];
        server_time: string;
      };
      getUserTokens: {
        tokens: components["schemas"]["token"][];
        allowed: boolean;
        scopes: ("profile:read" | "profile:write" | "people:read" | "people:write" | "classes:read" | "classes:write" | "rosters:read" | "rosters:write" | "marks:read" | "marks:write" | "board:read" | "board:write" | "requests:read" | "requests:write" | "exports:read" | "imports:write" | "audit:read" | "privacy:read" | "privacy:write" | "settings:read")[];
      };
      postUserTokens: {
        program: components["schemas"]["token"];
        secret: string;
      };
      getAdminTokens: {
        tokens: components["schemas"]["token"][];
        allowed: boolean;
        scopes: ("profile:read" | "profile:write" | "people:read" | "people:write" | "classes:read" | "classes:write" | "rosters:read" | "rosters:write" | "marks:read" | "marks:write" | "board:read" | "board:write" | "requests:read" | "requests:write" | "exports:read" | "imports:write" | "audit:read" | "privacy:read" | "privacy:write" | "settings:read")[];
      };
      postAdminTokens: {
        program: components["schemas"]["token"];
        secret: string;
      };
      postAdminUsersBulk: {
        outcomes: components["schemas"]["program_outcome"][];
        created: number;
        updated: number;
        unchanged: number;
        ignored: number;
        refused: number;
      };
      patchAdminClassroomsByClassroom: components["schemas"]["classroom"];
      putAdminClassroomsStudents: {
        outcomes: components["schemas"]["program_outcome"][];
        created: number;
        updated: number;
        unchanged: number;
        ignored: number;
        refused: number;
      };
      postAdminClassroomsLecturesBulk: {
        outcomes: components["schemas"]["program_outcome"][];
        created: number;
        updated: number;
        unchanged: number;
        ignored: number;
        refused: number;
      };
      putAdminMarks: {
        outcomes: components["schemas"]["program_outcome"][];
        created: number;
        updated: number;
        unchanged: number;
        ignored: number;
        refused: number;
        changes: {
          lecture_id: number;
          change: number;
        }[];
      };
      getClassroomMarks: {
        marks: components["schemas"]["listed_mark"][];
        next: number | null;
      };
      postAdminMarksUndo: {
        changed: number;
        kept: number;
      };
    };
    Bodies: {
      postClientError: {
        message: string;
        path: string;
        stack?: string;
        build?: string;
      };
      postUserSignUp: {
        name: string;
        email: string;
        password: string;
        invitation?: string;
        code?: string;
        locale?: string;
      };
      postUserSession: {
        email: string;
        password: string;
        code?: string;
        bearer?: boolean;
      };
      patchUserMe: {
        name?: string;
        family_name?: string;
        locale?: string;
      };
      postStudentJoin: {
        code: string;
      };
      postStudentJoinPreview: {
        code: string;
      };
      postStudentConsent: {
        version: number;
        scope?: "check_in" | "all";
        guardian?: string;
      };
      postClassroom: {
        subject: string;
        section?: string;
        term?: string;
        department?: string;
        timezone?: string;
        late_after_minutes?: number;
        window_minutes?: number;
        policy?: "passive" | "turn" | "active" | "active_colour";
      };
      patchClassroomByClassroom: {
        subject?: string;
        section?: string;
        term?: string;
        department?: string;
        timezone?: string;
        policy?: "passive" | "turn" | "active" | "active_colour";
        late_after_minutes?: number;
        window_minutes?: number;
        threshold_percent?: number;
        leave_out?: number;
        spot_names?: number;
        excused_counts?: "attended" | "ignored" | "missed";
        absent_at_close?: boolean;
        archived?: boolean;
        join_open?: boolean;
        join_approval?: boolean;
        join_expires_at?: string | null;
        auto_open?: "off" | "on";
        auto_open_minutes?: number;
      };
      postClassroomJoinCode: Record<string, never>;
      postClassroomStudents: {
        email: string;
      };
      postClassroomLectures: {
        title?: string;
        room?: string;
        starts_at: string;
        ends_at: string;
        groups?: number[];
      };
      postClassroomInstant: {
        title?: string;
        minutes?: number;
      };
      postClassroomCopy: {
        first_date: string;
        last_date: string;
        subject?: string;
        section?: string;
        term?: string;
      };
      postAdminClassroomsCopy: {
        first_date: string;
        last_date: string;
        subject?: string;
        section?: string;
        term?: string;
      };
      patchAttendanceByLecture: {
        title?: string;
        room?: string;
        starts_at?: string;
        ends_at?: string;
        auto_open?: "classroom" | "off" | "on";
        auto_open_minutes?: number;
        following?: boolean;
        groups?: number[];
      };
      postAttendanceWindow: {
        minutes?: number;
        late_after_minutes?: number;
        opens_at?: string;
        reason?: string;
      };
      postAttendanceWindowExtend: {
        minutes: number;
      };
      postAttendanceWindowClose: Record<string, never>;
      postAttendanceFinal: Record<string, never>;
      putAttendanceMarksByStudent: {
        status: string;
        minutes_late?: number;
        note?: string;
      };
      postAttendanceChallenge: Record<string, never>;
      postAttendanceCheckInCode: {
        code?: string;
        position?: string;
      };
      postAttendanceCodeStamp: {
        code: string;
      };
      postAttendancePhotoConfirm: {
        students: number[];
        status: string;
      };
      postAdminExportMarks: {
        from?: string;
        to?: string;
        term?: string;
        department?: string;
      };
      putAdminSettingsBySetting: {
        value: string;
      };
      putAdminFaceThreshold: {
        calibration: number;
        rate: string;
        normalised?: boolean;
      };
      postAdminFaceTrialVolunteers: {
        groups?: string[];
        word: string;
      };
      postAdminErasureRequestsRefuse: {
        reason: string;
      };
      postAdminUsersErase: {
        apply?: boolean;
      };
      postAdminInvitations: {
        role: "student" | "professor" | "administrator";
        name?: string;
        email?: string;
      };
      postAdminFlagsResolve: {
        note: string;
      };
      postUserNotificationsSeen: {
        up_to: number;
      };
      postUserNotificationsRead: Record<string, never>;
      putUserNotificationChoices: {
        kinds?: {
          kind: "window_opened" | "lecture_soon" | "lecture_changed" | "below_threshold" | "out_of_reach" | "board_item" | "graded" | "request" | "request_answered" | "join_request" | "new_device" | "mark_changed" | "job_done" | "erasure_request" | "student_left" | "missed_in_a_row" | "missed_within" | "student_warned" | "not_taken" | "class_added" | "kiosk_moved" | "token_made" | "token_ends";
          app: boolean;
          email: "off" | "now" | "digest";
          push?: boolean;
        }[];
        points?: boolean;
        timezone?: string;
        quiet_from?: string;
        quiet_to?: string;
        digest_at?: string;
      };
      postAdminMailsTest: Record<string, never>;
      postUserPush: {
        endpoint: string;
        p256dh: string;
        auth: string;
      };
      postUserPushTest: Record<string, never>;
      postClassroomBoard: {
        points?: number | null;
        files?: number[];
        kind: "announcement" | "notice" | "assessment";
        title: string;
        body?: string;
        due_at?: string;
        pinned?: boolean;
        publish_at?: string;
      };
      putClassroomBoardByItem: {
        points?: number | null;
        files?: number[];
        title: string;
        body?: string;
        due_at?: string;
        pinned?: boolean;
        publish_at?: string;
      };
      postClassroomBoardRead: Record<string, never>;
      postClassroomBoardPreview: {
        body: string;
      };
      putClassroomBoardHandIn: {
        files?: number[];
        text?: string;
      };
      putClassroomBoardHandInsGrade: {
        points?: number | null;
        comment?: string;
      };
      postUserRegistration: {
        email: string;
        locale?: string;
      };
      postUserRegistrationClass: {
        code: string;
      };
      putUserPassword: {
        old_password: string;
        password: string;
      };
      postUserPassword: {
        token: string;
        password: string;
      };
      postUserPasswordReset: {
        email: string;
      };
      postUserEmail: {
        email: string;
        password: string;
      };
      postUserEmailConfirm: {
        token: string;
      };
      postUserTotp: {
        password: string;
      };
      postUserTotpConfirm: {
        code: string;
      };
      postUserStepUp: {
        code?: string;
        password?: string;
      };
      postUserPasskeys: {
        client_data: string;
        attestation: string;
        transports?: string;
        name?: string;
      };
      patchUserPasskeysByPasskey: {
        name: string;
      };
      postUserPasskey: {
        id: string;
        client_data: string;
        authenticator_data: string;
        signature: string;
        handle?: string;
        bearer?: boolean;
      };
      postUserStepUpPasskey: {
        id: string;
        client_data: string;
        authenticator_data: string;
        signature: string;
        handle?: string;
      };
      postAttendanceMarks: {
        students: number[] | ("all" | "unmarked");
        versions?: (number | null)[];
        status: string;
        minutes_late?: number;
        note?: string;
      };
      postAttendanceUndo: {
        change: number;
      };
      putClassroomProofs: {
        room_rule?: "off" | "flag" | "refuse";
        sound?: boolean;
        room_code?: boolean;
        code_check_in?: boolean;
        networks?: string;
        network_rule?: "off" | "flag" | "refuse";
        place?: string;
        radius_m?: number;
        place_rule?: "off" | "flag" | "refuse";
        device_rule?: "off" | "flag" | "refuse";
        device_minutes?: number;
        unlock_rule?: "off" | "flag" | "refuse";
      };
      postStudentRequests: {
        kind: "leave" | "appeal";
        lecture: number;
        text: string;
        file?: number;
      };
      postClassroomRequestsAnswer: {
        accept: boolean;
        status?: string;
        comment?: string;
      };
      postAdminLeaveKinds: {
        officers?: number[];
        name: string;
        decider: "staff" | "office";
        evidence: "none" | "optional" | "required";
        evidence_for: "staff" | "office";
        status?: "E" | "P";
        days_after?: number;
        retired?: boolean;
      };
      putAdminLeaveKindsByLeaveKind: {
        officers?: number[];
        name: string;
        decider: "staff" | "office";
        evidence: "none" | "optional" | "required";
        evidence_for: "staff" | "office";
        status?: "E" | "P";
        days_after?: number;
        retired?: boolean;
      };
      postStudentLeaves: {
        evidence?: number[];
        kind?: number;
        classroom?: number;
        from: string;
        until: string;
        text?: string;
      };
      postClassroomLeavesAnswer: {
        accept: boolean;
        comment?: string;
      };
      postOfficeLeavesAnswer: {
        accept: boolean;
        comment?: string;
      };
      postAdminUsers: {
        name?: string;
        given_name?: string;
        family_name?: string;
        email: string;
        role?: "student" | "professor";
        external_id?: string;
        programme?: string;
        locale?: string;
        mail?: boolean;
      };
      patchAdminUsersByUser: {
        name?: string;
        family_name?: string;
        role?: "student" | "professor" | "administrator";
        external_id?: string;
        programme?: string;
        locale?: string;
      };
      postAdminUsersMerge: {
        into: number;
        apply?: boolean;
      };
      putAdminRules: {
        rules: components["schemas"]["warning_rule_given"][];
      };
      postAdminRulesPreview: {
        rules: components["schemas"]["warning_rule_given"][];
        weeks?: number;
      };
      putClassroomRules: {
        rules: components["schemas"]["warning_rule_given"][];
      };
      postClassroomRulesPreview: {
        rules: components["schemas"]["warning_rule_given"][];
        weeks?: number;
      };
      putAdminUsersAdviser: {
        email: string;
      };
      postAdminImportsColumns: {
        columns?: {
          place: number;
          column: string | null;
        }[];
        header?: number;
        remember?: boolean;
        encoding?: string;
        dates?: "as_found" | "day_first" | "month_first";
      };
      postClassroomImportsColumns: {
        columns?: {
          place: number;
          column: string | null;
        }[];
        header?: number;
        remember?: boolean;
        encoding?: string;
        dates?: "as_found" | "day_first" | "month_first";
        lecture?: number;
      };
      postClassroomStaff: {
        email: string;
        part: "teacher" | "assistant";
      };
      patchClassroomStaffByPerson: {
        part: "teacher" | "assistant";
      };
      postClassroomOwner: {
        person: number;
      };
      putAdminOwner: {
        classroom: number;
        email: string;
      };
      postClassroomStudentsNotes: {
        text: string;
      };
      postClassroomSeries: {
        title?: string;
        room?: string;
        weekdays: ("MO" | "TU" | "WE" | "TH" | "FR" | "SA" | "SU")[];
        from: string;
        to: string;
        first_date: string;
        last_date: string;
        every_weeks?: number;
        exceptions?: string[];
        groups?: number[];
      };
      postAttendanceCancel: {
        reason?: string;
        following?: boolean;
      };
      postAttendanceRestore: {
        reason?: string;
        following?: boolean;
      };
      postAttendanceJoint: {
        classroom_id: number;
        following?: boolean;
      };
      postAttendanceApart: {
        following?: boolean;
      };
      putClassroomStatuses: {
        statuses: components["schemas"]["status_new"][];
      };
      postClassroomGroups: {
        name: string;
      };
      patchClassroomGroupsByGroup: {
        name: string;
      };
      postClassroomGroupsStudents: {
        students: number[];
        from?: string;
        stay?: boolean;
      };
      postClassroomGroupsSplit: {
        groups: number[];
      };
      postUserCalendar: Record<string, never>;
      putClassroomHolidaysByDate: {
        off: boolean;
        name?: string;
        until?: string;
      };
      postClassroomHolidaysCancel: {
        until?: string;
      };
      postClassroomHolidaysRestore: {
        until?: string;
      };
      putAdminHolidaysByDate: {
        name: string;
        until?: string;
      };
      postAdminHolidaysCancel: {
        until?: string;
      };
      postAdminHolidaysRestore: {
        until?: string;
      };
      postMailOffByStop: Record<string, never>;
      postMailOffUndo: Record<string, never>;
      postAdminClassrooms: {
        subject: string;
        section?: string;
        term?: string;
        department?: string;
        timezone?: string;
        external_id?: string;
        late_after_minutes?: number;
        window_minutes?: number;
        policy?: "passive" | "turn" | "active" | "active_colour";
        professor_id?: number;
        professor_external_id?: string;
        professor_email?: string;
      };
      postUserDevices: {
        key: string;
        signature: string;
      };
      postUserDevicesTrust: {
        key: string;
        signature: string;
      };
      postAttendanceMarksDevice: Record<string, never>;
      postKioskEnrol: {
        code: string;
      };
      postKioskLecture: {
        code: string;
      };
      postKioskBadge: {
        number: string;
      };
      postKioskPin: {
        who: string;
        pin: string;
      };
      postAdminKiosks: {
        name: string;
        room: string;
        badge: "off" | "flag";
        pin: boolean;
        face: boolean;
        network_rule?: "off" | "flag" | "refuse";
      };
      putAdminKiosksByKiosk: {
        name: string;
        room: string;
        badge: "off" | "flag";
        pin: boolean;
        face: boolean;
        network_rule?: "off" | "flag" | "refuse";
      };
      postAdminKiosksCode: Record<string, never>;
      postAdminKiosksNetwork: Record<string, never>;
      postAdminKiosksRevoke: Record<string, never>;
      putUserPin: {
        pin: string;
      };
      postUserFirst: {
        number: string;
        code: string;
        password: string;
        bearer?: boolean;
      };
      postAttendanceSpotCheck: Record<string, never>;
      putAttendanceSpotCheckByDrawn: {
        here: boolean | null;
      };
      postReceiptVerify: {
        receipt: string;
      };
      postAttendanceUnlock: {
        id: string;
        client_data: string;
        authenticator_data: string;
        signature: string;
        handle?: string;
      };
      postUserSsoBegin: {
        provider: string;
      };
      postUserSso: {
        provider: string;
        state: string;
        code?: string;
        iss?: string;
        error?: string;
      };
      postUserSignInFirebase: {
        id_token: string;
        provider?: string;
        bearer?: boolean;
      };
      postUserStepUpProviderBegin: {
        provider: string;
      };
      postUserStepUpProvider: {
        provider: string;
        state: string;
        code?: string;
        iss?: string;
        error?: string;
      };
      postUserSsoLinks: {
        provider: string;
        state: string;
        code?: string;
        iss?: string;
        error?: string;
      };
      postUserSsoLinksBegin: {
        provider: string;
      };
      postAdminSso: {
        slug: string;
        name: string;
        kind?: string;
        client_id?: string;
        issuer?: string;
        secret?: string;
        scopes?: string;
        makes?: "nobody" | "students" | "by_role";
        by_email?: boolean;
        admins?: boolean;
        trusts_email?: boolean;
        external_claim?: string;
        role_claim?: string;
        role_map?: string;
        domains?: string;
        enabled?: boolean;
      };
      patchAdminSsoBySso: {
        name?: string;
        client_id?: string;
        issuer?: string;
        secret?: string;
        scopes?: string;
        makes?: "nobody" | "students" | "by_role";
        by_email?: boolean;
        admins?: boolean;
        trusts_email?: boolean;
        external_claim?: string;
        role_claim?: string;
        role_map?: string;
        domains?: string;
        enabled?: boolean;
      };
      postAdminSsoTry: {
        provider: string;
        state: string;
        code?: string;
        iss?: string;
        error?: string;
      };
      postUserTokens: {
        scopes: ("profile:read" | "profile:write" | "people:read" | "people:write" | "classes:read" | "classes:write" | "rosters:read" | "rosters:write" | "marks:read" | "marks:write" | "board:read" | "board:write" | "requests:read" | "requests:write" | "exports:read" | "imports:write" | "audit:read" | "privacy:read" | "privacy:write" | "settings:read")[];
        name: string;
        days: number;
      };
      postAdminTokens: {
        scopes: ("profile:read" | "profile:write" | "people:read" | "people:write" | "classes:read" | "classes:write" | "rosters:read" | "rosters:write" | "marks:read" | "marks:write" | "board:read" | "board:write" | "requests:read" | "requests:write" | "exports:read" | "imports:write" | "audit:read" | "privacy:read" | "privacy:write" | "settings:read")[];
        name: string;
        days: number;
      };
      postAdminUsersBulk: {
        users: {
          name?: string;
          given_name?: string;
          family_name?: string;
          email?: string;
          role?: "student" | "professor" | "administrator";
          external_id?: string;
          programme?: string;
          locale?: string;
        }[];
        mail?: boolean;
      };
      patchAdminClassroomsByClassroom: {
        subject?: string;
        section?: string;
        term?: string;
        department?: string;
        timezone?: string;
        external_id?: string;
        archived?: boolean;
        professor_id?: number;
        professor_external_id?: string;
        professor_email?: string;
      };
      putAdminClassroomsStudents: {
        students: {
          id?: number;
          external_id?: string;
          email?: string;
          enrolled?: boolean;
        }[];
      };
      postAdminClassroomsLecturesBulk: {
        lectures: {
          id?: number;
          external_id?: string;
          title?: string;
          room?: string;
          starts_at?: string;
          ends_at?: string;
          cancelled?: boolean;
        }[];
      };
      putAdminMarks: {
        marks: {
          student_id?: number;
          student_external_id?: string;
          student_email?: string;
          lecture_id?: number;
          lecture_external_id?: string;
          status: string;
          minutes_late?: number;
          note?: string;
        }[];
        note?: string;
      };
      postAdminMarksUndo: {
        changes: number[];
      };
    };
  };
}

export type Schemas = components['schemas'];
/** What an operation answers when it is well, by its name in the description. */
export type Answers = Schemas['Answers'];
/** What an operation takes, by its name in the description. */
export type Bodies = Schemas['Bodies'];
