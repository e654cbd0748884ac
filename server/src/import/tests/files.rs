//! Kinds of text files, and which lines of them are members.

use super::*;

#[test]
fn the_sample_registers_are_clean() {
    for (file, members) in [("khom-my-phuoc.csv", 25), ("khom-tan-hung.csv", 19), ("ap-bau-sen.csv", 16)] {
        let register = opened(file);
        assert_eq!((register.bad, register.rows.len()), (vec![], members), "{file}");
    }
}

#[test]
fn every_bad_row_is_named_by_its_line_with_what_is_wrong() {
    let register = opened("broken.csv");
    let lines: Vec<u64> = register.bad.iter().map(|bad| bad.line).collect();
    assert_eq!(lines, [3, 4, 5, 6, 7, 8, 9]);
    for (bad, word) in
        register.bad.iter().zip(["31/02/2010", "họ và tên", "12 ô", "số thẻ", "mật", "Unicode", "2000008"])
    {
        assert!(bad.why.contains(word), "{bad:?} should speak of {word}");
    }
}

#[test]
fn a_register_is_read_whatever_program_wrote_its_text() {
    let rows = three();
    let expected = taken(&rows);
    let plain = text_of(&rows, ',');
    let wide = |bytes: fn(u16) -> [u8; 2]| text_of(&rows, '\t').encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let (little, big) = (wide(u16::to_le_bytes), wide(u16::to_be_bytes));
    for (kind, bytes) in [
        ("BOM", [b"\xef\xbb\xbf", plain.as_bytes()].concat()),
        ("semicolons", text_of(&rows, ';').into_bytes()),
        ("a line that names the separator", ("sep=;\r\n".to_owned() + &text_of(&rows, ';')).into_bytes()),
        ("tabs", text_of(&rows, '\t').into_bytes()),
        ("CR only", plain.replace("\r\n", "\r").into_bytes()),
        ("LF only", plain.replace("\r\n", "\n").into_bytes()),
        ("UTF-16LE", [b"\xff\xfe".as_slice(), &little].concat()),
        ("UTF-16BE", [b"\xfe\xff".as_slice(), &big].concat()),
        ("UTF-16LE without a mark", little.clone()),
        ("UTF-16BE without a mark", big),
        ("Windows-1258", windows_1258(&plain)),
    ] {
        let mut register = read_bytes(&bytes, today()).unwrap_or_else(|error| panic!("{kind}: {error}"));
        for row in register.rows.iter_mut().filter(|_| kind.contains("separator")) {
            row.line -= 1;
        }
        assert_eq!(register, expected, "{kind}");
    }
    assert_eq!(expected.rows[1].full_name(), "Trần Thị Đước");
}

/// Vietnamese in Windows-1258: tones as characters of their own.
fn windows_1258(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let tones = [('\u{300}', 0xcc), ('\u{301}', 0xec), ('\u{303}', 0xde), ('\u{309}', 0xd2), ('\u{323}', 0xf2)];
    // Letters with their tones apart, of those that the three members are written with.
    for c in text.chars() {
        if c.is_ascii() {
            bytes.extend(u8::try_from(c));
            continue;
        }
        let (letter, tone) = apart(c);
        let (coded, _, unknown) = encoding_rs::WINDOWS_1258.encode(&letter);
        assert!(!unknown, "{c}");
        bytes.extend(coded.as_ref());
        bytes.extend(tones.iter().filter(|(mark, _)| Some(*mark) == tone).map(|(_, byte)| *byte));
    }
    bytes
}

/// A letter without its tone, and the tone.
fn apart(c: char) -> (String, Option<char>) {
    for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY".chars() {
        for tone in ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'] {
            if text::nfc(&format!("{base}{tone}")).chars().eq([c]) {
                return (base.to_string(), Some(tone));
            }
        }
    }
    (c.to_string(), None)
}

#[test]
fn a_file_whose_characters_cannot_be_told_is_refused_with_what_to_save_it_as() {
    let damaged = text_of(&but(&[(2, 2, "Tr#n Thị Đước")]), ',').into_bytes();
    let damaged: Vec<u8> = damaged.into_iter().map(|byte| if byte == b'#' { 0xa5 } else { byte }).collect();
    let refused = refusal(&damaged);
    assert!(refused.contains("dòng 3") && refused.contains("CSV UTF-8"), "{refused}");
    // TCVN3 as bytes: no title can be read.
    let old = b"STT,H\xe4 v\xb5 t\xaan,Qu\xaa qu\xb8n,Ng\xb5y v\xb5o \xa7\xb6ng,Ghi ch\xf3\n1,L\xaa V\xa8n A,x,1990,\n";
    assert!(refusal(old).contains("hàng tiêu đề") || refusal(old).contains("bảng mã"));
    for empty in [&b""[..], b" \r\n\r\n"] {
        assert!(refusal(empty).contains("trống"));
    }
    assert!(refusal(&vec![b'a'; FILE_BYTES_MAX + 1]).contains("byte"));
}

#[test]
fn a_file_without_the_forms_header_or_with_another_lists_is_refused_by_name() {
    assert!(refusal(&csv(&three()[1..])).contains("hàng tiêu đề"));
    assert!(matches!(read(&example("ward.toml"), today()), Err(ImportError::Header(HeaderError::NotFound))));
    let mut other = three();
    other[0][4] = "Trình độ".to_owned();
    other[0][9] = "Ngày sinh hoạt tại chi bộ".to_owned();
    let refused = refusal(&csv(&other));
    assert!(refused.contains("E «Trình độ», J «Ngày sinh hoạt tại chi bộ»"), "{refused}");
    let mut twice = three();
    twice[0][13] = "Quê quán".to_owned();
    assert!(refusal(&csv(&twice)).contains("hai cột"));
}

#[test]
fn a_header_is_read_however_it_is_cased_punctuated_or_broken() {
    let mut rows = three();
    rows[0] = [
        "TT",
        "HỌ VÀ TÊN\n(họ tên khai sinh)",
        "Giới tính - Dân tộc - Tôn giáo",
        "QUÊ QUÁN",
        "Văn hoá; lý luận; chuyên môn; ngoại ngữ",
        "Nghề nghiệp trước khi vào Đảng – hiện nay",
        "Ngày vào Đảng\nchính thức",
        "Số thẻ; Số lý lịch; Số huy hiệu",
        "Bộ đội, Công an",
        "Ngày chuyển đi",
        "Ngày chuyển đến",
        "Ngày từ trần",
        "Ngày ra khỏi Đảng",
        "GHI CHÚ",
    ]
    .map(str::to_owned)
    .to_vec();
    assert_eq!(taken(&rows).rows, taken(&three()).rows);
    // In another order, with a column of its own for each part, and fewer of them.
    let rows = [
        ["Họ và tên", "STT", "Giới tính", "Ngày sinh", "Ngày chính thức", "Số lý lịch"],
        ["Võ Văn Lúa", "1", "Nam", "12/03/1961", "03/02/1986", "400101DS"],
    ];
    let register = taken(&rows.map(|row| row.map(str::to_owned).to_vec()));
    assert_eq!(
        fields(&register, 0, "full_name gender birth_date official_on dossier_number"),
        "Võ Văn Lúa | nam | 1961-03-12 | 1986-02-03 | 400101DS"
    );
}

#[test]
fn titles_numbers_of_columns_blanks_totals_and_signatures_are_no_members() {
    let mut rows = three();
    let line = |cells: &[(usize, &str)]| {
        let mut line = vec![String::new(); COLUMNS];
        for (at, cell) in cells {
            line[*at] = (*cell).to_owned();
        }
        line
    };
    let numbering: Vec<String> = (1..=COLUMNS).map(|number| format!("({number})")).collect();
    rows.insert(1, numbering);
    rows.insert(0, line(&[(0, "DANH SÁCH ĐẢNG VIÊN")]));
    rows.insert(0, line(&[(0, "ĐẢNG BỘ PHƯỜNG SEN HỒNG"), (13, "Mẫu 7-HSĐV")]));
    rows.insert(5, line(&[(0, "II. Đảng viên dự bị")]));
    rows.push(line(&[(0, "4")]));
    rows.push(line(&[(0, "5")]));
    rows.push(line(&[]));
    rows.push(line(&[(0, "Tổng cộng: 3 đảng viên")]));
    rows.push(line(&[(10, "Sen Hồng, ngày 01 tháng 11 năm 2026")]));
    rows.push(line(&[(10, "T/M CHI BỘ")]));
    rows.push(line(&[(1, "Người lập"), (10, "Lê Văn Sậy")]));
    let register = taken(&rows);
    assert_eq!(register.rows.len(), 3);
    let left_out: Vec<u64> = register.notices.iter().map(|notice| notice.line).collect();
    assert_eq!(left_out, [6, 12, 13, 14, 15], "{:?}", register.notices);
    assert_eq!(register.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [5, 7, 8]);
}

#[test]
fn lines_are_counted_as_excel_counts_them() {
    let mut rows = but(&[(1, 4, "xã Cồn Sen,\ntỉnh Đồng Sen"), (3, 7, "31/02/2010")]);
    assert!(bad(&rows).starts_with("4: "));
    assert_eq!(fields(&read_bytes(&csv(&rows), today()).unwrap(), 0, "home_place"), "xã Cồn Sen, tỉnh Đồng Sen");
    let text = text_of(&rows, ',').replacen("2,Trần", "\r\n\r\n2,Trần", 1);
    assert_eq!(read_bytes(text.as_bytes(), today()).unwrap().bad[0].line, 6);
    rows.insert(2, vec![String::new(); COLUMNS]);
    assert!(bad(&rows).starts_with("5: "));
}

#[test]
fn a_quote_that_is_never_closed_swallows_nobody() {
    let text = text_of(&three(), ',');
    let open = text.replacen("sinh 11/03/1961", "\"sinh 11/03/1961", 1);
    let register = read_bytes(open.as_bytes(), today());
    let wrong = match register {
        Ok(register) => register.bad.into_iter().map(|bad| bad.why).collect::<String>(),
        Err(error) => error.to_string(),
    };
    assert!(wrong.contains("ngoặc kép"), "{wrong}");
    let last = text.replacen("sinh 13/03/1963", "\"sinh 13/03/1963", 1);
    assert!(refusal(last.as_bytes()).contains("ngoặc kép"));
    let inner = text.replacen("Trần Thị Đước", "Trần Thị \"Bảy\" Đước", 1);
    assert_eq!(read_bytes(inner.as_bytes(), today()).unwrap().rows[1].full_name(), "Trần Thị \"Bảy\" Đước");
}

#[test]
fn a_row_is_as_wide_as_the_header_and_empty_columns_beside_it_count_for_nothing() {
    let mut wider = three();
    wider.iter_mut().for_each(|row| row.push(String::new()));
    assert_eq!(taken(&wider), taken(&three()));
    wider[2][14] = "thừa".to_owned();
    assert!(bad(&wider).contains("«thừa»"));
    let mut short = three();
    short[2].truncate(12);
    assert!(bad(&short).contains("12 ô"));
    let long = text_of(&three()[..1], ',') + &"1,A\n".repeat(ROWS_MAX + 1);
    assert!(refusal(long.as_bytes()).contains("rows"));
    assert!(taken(&three()[..1]).rows.is_empty());
    assert!(refusal("a\n".repeat(10_000).as_bytes()).contains("rows"));
    // Nothing of it is kept, and nothing of it is a title.
    for flood in [",".repeat(1 << 20), ",\n".repeat(1 << 19), format!("\"{}\"", "ă".repeat(1 << 19))] {
        assert!(refusal(flood.as_bytes()).contains("hàng tiêu đề"));
    }
}

#[test]
fn the_forms_several_lines_of_a_member_are_one_row() {
    let mut rows = vec![three()[0].clone()];
    for (member, birth) in three()[1..].iter().zip(["Võ Văn Luá", "Trần Thị Bé", "Danh Rết"]) {
        let parts =
            |at: usize, sign: &str, part: usize| member[at].split(sign).nth(part).unwrap_or("").trim().to_owned();
        for line in 0..4 {
            let mut cells = vec![String::new(); COLUMNS];
            for (at, sign) in [(2, ","), (4, ","), (5, ";"), (6, ";"), (7, ",")] {
                cells[at] = parts(at, sign, line);
            }
            match line {
                0 => [0, 1, 3, 13].into_iter().for_each(|at| cells[at].clone_from(&member[at])),
                1 => cells[1] = birth.to_owned(),
                _ => {}
            }
            rows.push(cells);
        }
    }
    let register = taken(&rows);
    assert_eq!(register.rows.len(), 3);
    let names = "full_name birth_name gender ethnicity religion general_education political_theory profession foreign_language \
                 job_before job_now joined_on official_on card_number dossier_number birth_date";
    let plain = fields(&taken(&three()), 2, names).replacen("| -", "| Danh Rết", 1);
    assert_eq!(fields(&register, 2, names), plain);
}

#[test]
fn one_row_without_its_number_is_not_glued_to_the_row_above() {
    assert!(bad(&but(&[(2, 1, "")])).starts_with("3: thiếu STT"));
    assert!(bad(&but(&[(2, 1, "hai")])).contains("`hai`"));
    let mut rows = three();
    let mut name_only = vec![String::new(); COLUMNS];
    name_only[1] = "Trần Thị Bé".to_owned();
    rows.insert(2, name_only);
    assert!(bad(&rows).starts_with("3: hàng không có STT"));
}
