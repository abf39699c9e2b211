// SPDX-License-Identifier: MIT
// The institution as its office sees it.

import type { Answers, Schemas } from './api';

export type FirstSteps = Answers['getAdminFirstSteps'];
export type FirstStep = FirstSteps['steps'][number]['step'];
export type RunningLecture = Schemas['running_lecture'];
export type TodayState = Answers['getAdminToday'];
export type DoctorLook = Answers['getAdminDoctor'];
export type Check = DoctorLook['checks'][number];
/** `live`: the lecture whose window is open. */
export type ClassLine = Schemas['class_line'];
export type ClassPage = Answers['getAdminClassrooms'];
/** `never`: nothing tells that they were ever here. */
export type FoundUser = Schemas['found_user'];
export type PersonAttendance = Answers['getAdminUsersAttendance'];
export type PersonLecture = PersonAttendance['classes'][number]['lectures'][number];
export type PersonSession = Schemas['person_session'];
export type Invitation = Schemas['invitation'];
export type OfficeJob = Schemas['office_job'];
