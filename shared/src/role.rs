//! What a person is enrolled as, and what that lets them do at the ward's console.

use crate::code::codes;

codes! {
    /// What a person is enrolled as.
    Role {
        /// Head of a cell (bí thư).
        Head = "bi_thu",
        /// Deputy head (phó bí thư).
        DeputyHead = "pho_bi_thu",
        /// Member of the cell's committee (chi ủy viên).
        Committee = "chi_uy_vien",
        /// Takes the minutes (thư ký).
        MinuteTaker = "thu_ky",
        /// The ward's office: administrator (văn phòng).
        Office = "van_phong",
        /// Reviewer of the party-building board (ban xây dựng đảng).
        PartyBuilding = "ban_xay_dung_dang",
        /// Reviewer of the standing committee (thường trực).
        Standing = "thuong_truc",
        /// Inspector (ủy ban kiểm tra).
        Inspection = "ubkt",
        /// Viewer of a superior committee: numbers and adopted minutes only (cấp trên).
        Superior = "cap_tren",
    }
}

impl Role {
    /// Whether the role belongs to a cell rather than to the committee above it.
    #[must_use]
    pub const fn is_of_cell(&self) -> bool {
        matches!(self, Self::Head | Self::DeputyHead | Self::Committee | Self::MinuteTaker)
    }

    /// Whether the role may do something at the ward's console.
    #[must_use]
    pub const fn may(&self, right: Right) -> bool {
        matches!(
            (self, right),
            (Self::Office, _)
                | (Self::PartyBuilding | Self::Standing, Right::View | Right::Read | Right::Review)
                | (Self::Inspection, Right::View | Right::Read | Right::Audit)
                | (Self::Superior, Right::View)
        )
    }
}

/// Something a role may do at the ward's console.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Seeing figures and adopted minutes.
    View,
    /// Reading records: meetings, the register, devices, what is held.
    Read,
    /// Marking as seen, deciding about what is held, reviewing.
    Review,
    /// Reading the audit log.
    Audit,
    /// Enrolling and revoking devices, managing people.
    Administer,
}

#[cfg(test)]
mod tests {
    use super::{Right, Role};

    #[test]
    fn rights_follow_from_the_role() {
        let all = [Right::View, Right::Read, Right::Review, Right::Audit, Right::Administer];
        let rights = |role: &Role| all.map(|right| role.may(right));
        assert_eq!(rights(&Role::Office), [true; 5]);
        assert_eq!(rights(&Role::PartyBuilding), [true, true, true, false, false]);
        assert_eq!(rights(&Role::Standing), [true, true, true, false, false]);
        assert_eq!(rights(&Role::Inspection), [true, true, false, true, false]);
        assert_eq!(rights(&Role::Superior), [true, false, false, false, false]);
        for role in [Role::Head, Role::DeputyHead, Role::Committee, Role::MinuteTaker, Role::Other("moi".to_owned())] {
            assert_eq!(rights(&role), [false; 5]);
        }
    }
}
