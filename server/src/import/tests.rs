//! Registers good and bad, as wards have them.

mod compare;
mod files;
mod register;
mod rows;
mod workbooks;

use super::*;

/// Columns of the form.
const COLUMNS: usize = 14;

/// The titles of the form.
const TITLES: [&str; COLUMNS] = [
    "STT",
    "Họ và tên; họ và tên khai sinh",
    "Nam/nữ, dân tộc, tôn giáo",
    "Quê quán",
    "Văn hóa, lý luận, chuyên môn nghiệp vụ, ngoại ngữ",
    "Nghề nghiệp trước khi vào Đảng; nghề nghiệp hiện nay",
    "Ngày vào Đảng; ngày chính thức",
    "Số thẻ đảng viên, số lý lịch, số huy hiệu Đảng",
    "Bộ đội, công an, hưu trí",
    "Ngày chuyển đi, đến đảng bộ cơ sở nào",
    "Ngày chuyển đến, từ đảng bộ cơ sở nào",
    "Ngày từ trần, lý do",
    "Ngày ra khỏi Đảng, hình thức",
    "Ghi chú",
];

fn today() -> CivilDate {
    CivilDate::new(2026, 11, 26).unwrap()
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(name)
}

fn opened(file: &str) -> Register {
    read(&example(file), today()).unwrap()
}

/// The form's header and three invented members, one cell each a field.
fn three() -> Vec<Vec<String>> {
    let person = |number: usize, name: &str, origin: &str| {
        let (joined, official) = (1984 + number, 1985 + number);
        [
            &number.to_string(),
            name,
            origin,
            "xã Cồn Sen, tỉnh Đồng Sen",
            "12/12, Sơ cấp, Đại học Luật, Anh A",
            "làm ruộng; làm vườn",
            &format!("03/02/{joined}; 03/02/{official}"),
            &format!("4000010{number}, 40010{number}DS"),
            "",
            "",
            "",
            "",
            "",
            &format!("sinh 1{number}/03/196{number}"),
        ]
        .map(str::to_owned)
        .to_vec()
    };
    vec![
        TITLES.map(str::to_owned).to_vec(),
        person(1, "Võ Văn Lúa", "Nam, Kinh, Không"),
        person(2, "Trần Thị Đước", "Nữ, Kinh, Không"),
        person(3, "Danh Sà Rết", "Nam, Khmer, Phật giáo"),
    ]
}

/// The three, with some cells (row, column as in the form, from 1) saying something else.
fn but(cells: &[(usize, usize, &str)]) -> Vec<Vec<String>> {
    let mut rows = three();
    for (row, column, value) in cells {
        rows[*row][*column - 1] = (*value).to_owned();
    }
    rows
}

/// Rows as text with a separator, quoted where Excel would.
fn text_of(rows: &[Vec<String>], separator: char) -> String {
    let quoted = |cell: &String| {
        if cell.contains([separator, '"', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
    };
    let line = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(&separator.to_string());
    rows.iter().map(|row| line(row) + "\r\n").collect()
}

fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    text_of(rows, ',').into_bytes()
}

fn taken(rows: &[Vec<String>]) -> Register {
    let register = read_bytes(&csv(rows), today()).unwrap();
    assert!(register.bad.is_empty(), "{:?}", register.bad);
    register
}

fn refusal(bytes: &[u8]) -> String {
    read_bytes(bytes, today()).unwrap_err().to_string()
}

/// What is wrong with the one bad row.
fn bad(rows: &[Vec<String>]) -> String {
    let register = read_bytes(&csv(rows), today()).unwrap();
    let [bad] = register.bad.as_slice() else { panic!("{:?}", register.bad) };
    format!("{}: {}", bad.line, bad.why)
}

/// Fields of a register's row, joined; what is not there is a dash.
fn fields(register: &Register, row: usize, names: &str) -> String {
    let draft = &register.rows[row];
    names.split(' ').map(|name| draft.field(name).unwrap_or("-").to_owned()).collect::<Vec<_>>().join(" | ")
}
