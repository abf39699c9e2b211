# SPDX-License-Identifier: MIT
# The doors between the rooms, said once: the Makefile links each room's tests with what it reaches through them, tools/layers
# holds every #include and the tables of ARCHITECTURE.md, which says why, against them. One line each: a NAME := words.

# Which rooms a room may open, besides itself.
DOORS_main := app worker base
DOORS_app := api school face worker http store crypto base
DOORS_api := school http base
DOORS_school := sso store face worker crypto base
DOORS_face := nn worker base
DOORS_worker := base
DOORS_nn := base
DOORS_sso := crypto base
DOORS_store := base
DOORS_crypto := base
DOORS_http := base
DOORS_base :=

# The rooms within the school, by floor: each may open those of the floors below it, besides itself. What stands in
# src/school/ itself joins them all and may open every one.
FLOOR_1 := common
FLOOR_2 := faces post files
FLOOR_3 := marks people board
FLOOR_4 := plan jobs
FLOOR_5 := checkin
FLOOR_6 := classes office
FLOOR_7 := attendance imports
FLOOR_8 := numbers demo program
