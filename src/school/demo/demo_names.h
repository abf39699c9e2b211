/* SPDX-License-Identifier: MIT */
/* The people and subjects of the demo college; all made up. For school/demo*.c only. */
#ifndef AMS_SCHOOL_DEMO_NAMES_H
#define AMS_SCHOOL_DEMO_NAMES_H

enum { DEMO_PROFESSORS = 3, DEMO_STUDENTS = 60, DEMO_CLASSROOMS = 4, DEMO_FAMILY_NAMES = 20 };

struct demo_person {
    const char *name, *email;
};

static const struct demo_person demo_administrator = {"Helena Brandt", "office@college.example"};

static const struct demo_person demo_professors[DEMO_PROFESSORS] = {
    {"Amara Okafor", "amara.okafor@college.example"},
    {"Daniel Reyes", "daniel.reyes@college.example"},
    {"Sunita Rao", "sunita.rao@college.example"},
};

/* Meets on two days of the week (0: Monday) at an hour of the day, UTC; the first one whenever the demo is made. */
struct demo_classroom {
    const char *subject, *section, *room;
    int professor;
    int days[2];
    int hour;
    int first_student, students; // a run of the list, around its end
    const char *titles[6];
};

static const struct demo_classroom demo_classrooms[DEMO_CLASSROOMS] = {
    {"Linear Algebra",
     "A",
     "B 204",
     0,
     {0, 3},
     9,
     0,
     36,
     {"Vector spaces", "Linear maps", "Determinants", "Eigenvalues", "Inner products", "Exercises"}},
    {"Operating Systems",
     "CS-2",
     "Lab 3",
     1,
     {1, 4},
     11,
     18,
     32,
     {"Processes", "Scheduling", "Virtual memory", "File systems", "Locks", "Lab"}},
    {"Statistics I",
     "A",
     "B 110",
     2,
     {0, 2},
     13,
     30,
     40,
     {"Random variables", "Expectation", "Estimators", "Confidence", "Tests", "Exercises"}},
    {"Seminar: Reading Proofs",
     "",
     "C 12",
     0,
     {2, 4},
     15,
     48,
     18,
     {"Induction", "Contradiction", "Invariants", "Counting", "Limits", "Talks"}},
};

static const char *const demo_given_names[DEMO_STUDENTS] = {
    "Aaliyah", "Abebe",  "Ada",    "Akira",  "Alejandra", "Amina", "Anders", "Anh",    "Anjali", "Ayşe",
    "Beatriz", "Bilal",  "Chidi",  "Chloé",  "Dalia",     "Deniz", "Dmytro", "Elena",  "Emeka",  "Fatima",
    "Felix",   "Giulia", "Grace",  "Hamza",  "Hana",      "Hugo",  "Imani",  "Ines",   "Ivan",   "Jamal",
    "Jana",    "João",   "Jonas",  "Kamila", "Karim",     "Kenji", "Leila",  "Liam",   "Lucía",  "Łukasz",
    "Mai",     "Malik",  "Marta",  "Mateo",  "Mei",       "Mila",  "Nadia",  "Nikhil", "Noah",   "Nora",
    "Omar",    "Priya",  "Rafael", "Rosa",   "Sara",      "Sofia", "Tariq",  "Thandi", "Yusuf",  "Zoë",
};

static const char *const demo_family_names[DEMO_FAMILY_NAMES] = {
    "Ahmed",  "Andersson", "Bianchi", "Costa",  "Diallo", "Fischer", "García", "Haddad", "Ivanova", "Jansen",
    "Kaplan", "Kowalski",  "Mensah",  "Moreau", "Nguyen", "O'Neill", "Patel",  "Rossi",  "Sato",    "Wang",
};

#endif
