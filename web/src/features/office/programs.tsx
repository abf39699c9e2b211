// SPDX-License-Identifier: MIT
// Programs that act for the institution.

import { Programs } from '../../ui/programs/programs';

export const ProgramsPage = () => <Programs path="/api/admin/tokens" back="/system" />;
