//! The codes of figures, by what is counted together, in the order in which they stand in a record.

/// Figures that are counted together.
#[derive(Debug, Clone, Copy)]
pub struct ScopeCodes {
    /// What is counted.
    pub scope: &'static str,
    /// The figures.
    pub figures: &'static [&'static str],
}

/// Every scope.
pub const SCOPES: [ScopeCodes; 9] = [
    ScopeCodes {
        scope: "sinh_hoat",
        figures: &[
            "sinh_hoat_thuong_ky",
            "sinh_hoat_chuyen_de",
            "sinh_hoat_da_gui",
            "sinh_hoat_co_mat",
            "sinh_hoat_nghi_quyet",
        ],
    },
    ScopeCodes {
        scope: "nhiem_vu",
        figures: &["nhiem_vu_den_han", "nhiem_vu_dung_han", "nhiem_vu_tre_han", "nhiem_vu_chua_xong"],
    },
    ScopeCodes {
        scope: "dang_vien",
        figures: &[
            "dang_vien_dang_so",
            "dang_vien_du_bi",
            "dang_vien_ket_nap",
            "dang_vien_chinh_thuc",
            "dang_vien_chuyen_di",
            "dang_vien_tu_tran",
            "dang_vien_ra_khoi_dang",
            "dang_vien_chuyen_noi_bo",
            "dang_vien_ngay_chua_ro",
        ],
    },
    ScopeCodes {
        scope: "vu_viec",
        figures: &[
            "vu_viec_ket_nap",
            "vu_viec_chinh_thuc",
            "vu_viec_xoa_ten",
            "vu_viec_xin_ra",
            "vu_viec_ky_luat",
            "vu_viec_khen_thuong",
            "vu_viec_huy_hieu",
            "vu_viec_mien",
            "vu_viec_khac",
        ],
    },
    ScopeCodes {
        scope: "dang_phi",
        figures: &[
            "dang_phi_thang_da_chot",
            "dang_phi_phai_thu",
            "dang_phi_da_thu",
            "dang_phi_giu_lai",
            "dang_phi_nop_len",
            "dang_phi_con_no",
        ],
    },
    ScopeCodes {
        scope: "doi_thoai",
        figures: &[
            "doi_thoai_tiep_dan",
            "doi_thoai_doi_thoai",
            "doi_thoai_nguoi_du",
            "doi_thoai_y_kien",
            "doi_thoai_da_tra_loi",
            "doi_thoai_chua_tra_loi",
        ],
    },
    ScopeCodes { scope: "kiem_tra", figures: &["kiem_tra_da_ket_luan", "kiem_tra_yeu_cau", "kiem_tra_da_khac_phuc"] },
    ScopeCodes {
        scope: "xep_loai",
        figures: &[
            "xep_loai_dang_vien_xuat_sac",
            "xep_loai_dang_vien_tot",
            "xep_loai_dang_vien_hoan_thanh",
            "xep_loai_dang_vien_khong_hoan_thanh",
            "xep_loai_dang_vien_khong_xep",
            "xep_loai_tap_the_xuat_sac",
            "xep_loai_tap_the_tot",
            "xep_loai_tap_the_hoan_thanh",
            "xep_loai_tap_the_khong_hoan_thanh",
        ],
    },
    ScopeCodes {
        scope: "chuong_trinh",
        figures: &["chuong_trinh_hieu_luc", "chuong_trinh_chi_tieu", "chuong_trinh_da_do"],
    },
];

/// How many records were left out because something in them is disputed.
pub const DISPUTED: &str = "chua_tinh_ghi_khac_nhau";

/// How many were left out because they cannot be read.
pub const UNREADABLE: &str = "chua_tinh_khong_doc_duoc";

/// Every code of a figure, in the order in which figures stand in a record.
pub fn all() -> impl Iterator<Item = &'static str> {
    SCOPES.iter().flat_map(|scope| scope.figures).copied().chain([DISPUTED, UNREADABLE])
}

/// The figures of a scope.
#[must_use]
pub fn of(scope: &str) -> &'static [&'static str] {
    SCOPES.iter().find(|one| one.scope == scope).map_or(&[], |one| one.figures)
}
