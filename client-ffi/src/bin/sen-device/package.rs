//! `package out`, `package in`, `package card`: what a sync would say, on a card or a screen.
//!
//! Refuses to write over a file, and to read one that is larger than a package can be.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;

use qrcode::render::{svg, unicode};
use qrcode::{EcLevel, QrCode};
use sen_client::Engine;
use sen_client::engine::{Brought, Exchanged, PackageFault, PackageIn, PackageOut, Peer, SyncProgress};
use sen_client::words::words;
use serde_json::{Value, json};
use shared::id::DeviceId;
use shared::package::{self, PackageError};
use shared::time::Timestamp;
use shared::{limits, text};

use crate::Said;
use crate::args::PackageCommand;
use crate::fault::Fault;

pub(crate) fn run(engine: &mut Engine, command: PackageCommand, now: Timestamp) -> Result<Said, Fault> {
    match command {
        PackageCommand::Out { file, reader, qr, svg } => {
            let reader = reader.map(|typed| find(engine, &typed)).transpose()?;
            let made = match &reader {
                Some(reader) => engine.package_for(reader.device, now)?,
                None => engine.package_out(now)?,
            };
            // Too large for codes is told before a file appears.
            let parts =
                if qr || svg.is_some() { package::split(&made.bytes).map_err(PackageFault::from)? } else { Vec::new() };
            if let Some(file) = &file {
                write_new(file, &made.bytes)?;
            }
            if let Some(folder) = &svg {
                write_codes(folder, &parts)?;
            }
            let mut said = out(&made, reader.as_ref(), &parts);
            if qr {
                said.text += &codes(&parts)?;
            }
            Ok(said)
        }
        PackageCommand::In { file, parts } => {
            let bytes = match (file, parts) {
                (Some(file), _) => read(&file, limits::PACKAGE_BYTES_MAX)?,
                (None, Some(parts)) => join(&parts)?,
                (None, None) => return Err(PackageFault::from(PackageError::NotAPackage).into()),
            };
            Ok(taken(&engine.package_in(&bytes, now)?))
        }
        PackageCommand::Card => {
            let card = engine.card()?;
            Ok(Said { json: json!({ "card": card, "device": engine.device().to_string() }), text: card })
        }
    }
}

/// The device a person means: a card, the beginning of an id, or a piece of the person's name.
fn find(engine: &mut Engine, typed: &str) -> Result<Peer, Fault> {
    if typed.starts_with("SENC1-") {
        return Ok(engine.take_card(typed)?);
    }
    let peers = engine.peers();
    let by_id = |peer: &&Peer| typed.len() >= 4 && peer.device.to_string().starts_with(typed);
    let by_name = |peer: &&Peer| text::same_name(typed, &peer.person);
    let fits: Vec<&Peer> = match peers.iter().filter(by_id).collect::<Vec<_>>() {
        none if none.is_empty() => peers.iter().filter(by_name).collect(),
        some => some,
    };
    match fits.as_slice() {
        [] => Err(PackageFault::UnknownReader.into()),
        [only] => Ok((*only).clone()),
        several => {
            let list: Vec<String> =
                several.iter().map(|peer| format!("{} ({})", peer.person, short(peer.device))).collect();
            Err(Fault::Typed(format!("`{typed}` hợp với nhiều máy: {}. Hãy dùng mã máy.", list.join(", "))))
        }
    }
}

fn short(device: DeviceId) -> String {
    device.to_string().chars().take(8).collect()
}

fn out(made: &PackageOut, reader: Option<&Peer>, parts: &[String]) -> Said {
    let to = reader.map_or_else(|| "đảng ủy".to_owned(), |peer| peer.person.clone());
    let mut text = format!("Đã tạo gói cho {to}: {} phần ghi, {} byte.\n", made.envelopes, made.bytes.len());
    if made.left_out > 0 {
        text += &format!("Còn {} phần ghi chưa vừa gói này.\n", made.left_out);
    }
    text += "Chưa có gì an toàn thêm: chỉ gói trả lời của đảng ủy mới xác nhận điều đó.\n";
    if !parts.is_empty() {
        text += &format!("{} mã QR.\n", parts.len());
    }
    let json = json!({
        "package": made.id.to_string(), "bytes": made.bytes.len(), "envelopes": made.envelopes,
        "left_out": made.left_out, "for": reader.map(|peer| peer.device.to_string()), "parts": parts,
    });
    Said { text, json }
}

fn taken(package: &PackageIn) -> Said {
    let mut text = format!("Đã nhận {}.\n", words().code_within("package_standing", package.standing.code()));
    let brought = match &package.brought {
        Brought::Answer { progress, overtaken } => answer(progress, *overtaken, &mut text),
        Brought::Exchange(exchanged) => handed(exchanged, &mut text),
    };
    let json = json!({
        "package": package.id.to_string(), "standing": package.standing.code(), "made": package.made.rfc3339(),
        "brought": brought,
    });
    Said { text, json }
}

fn answer(progress: &SyncProgress, overtaken: usize, text: &mut String) -> Value {
    *text += &format!("Máy chủ đã nhận {} phần ghi, gửi {} hồ sơ.\n", progress.pushed, progress.received);
    if progress.held + progress.refused > 0 {
        *text += &format!("Máy chủ giữ lại {}, không nhận {}; xem `status`.\n", progress.held, progress.refused);
    }
    if overtaken > 0 {
        *text += &format!("{overtaken} mục đã cũ nên bỏ qua; lần đồng bộ hoặc gói sau sẽ hỏi lại.\n");
    }
    if progress.more {
        *text += "Còn nữa: hãy tạo gói mới hoặc đồng bộ.\n";
    }
    json!({
        "form": "answer", "pushed": progress.pushed, "held": progress.held, "refused": progress.refused,
        "received": progress.received, "overtaken": overtaken, "more": progress.more,
    })
}

fn handed(exchanged: &Exchanged, text: &mut String) -> Value {
    *text += &format!(
        "Từ máy của {}: ghép {} phần ghi, đã có {}, chờ ghép {}.\n",
        exchanged.person, exchanged.merged, exchanged.known, exchanged.waiting
    );
    for (doc, reason) in &exchanged.refused {
        *text += &format!("Không nhận {doc}: {}.\n", words().code_within("hold", reason.code()));
    }
    *text += "Những phần này mới ở trên máy này; máy này sẽ nộp lên cùng phần của mình.\n";
    let refused: Vec<Value> = exchanged
        .refused
        .iter()
        .map(|(doc, reason)| json!({ "id": doc.to_string(), "reason": reason.code() }))
        .collect();
    json!({
        "form": "exchange", "person": exchanged.person, "merged": exchanged.merged, "known": exchanged.known,
        "waiting": exchanged.waiting, "refused": refused,
    })
}

fn code(part: &str) -> Result<QrCode, Fault> {
    QrCode::with_error_correction_level(part, EcLevel::M)
        .map_err(|error| Fault::Typed(format!("Không vẽ được mã QR: {error}.")))
}

fn codes(parts: &[String]) -> Result<String, Fault> {
    let mut drawn = String::new();
    for (index, part) in parts.iter().enumerate() {
        let image = code(part)?.render::<unicode::Dense1x2>().quiet_zone(true).build();
        drawn += &format!("\nPhần {}/{}\n{image}\n", index + 1, parts.len());
    }
    Ok(drawn)
}

fn write_codes(folder: &Path, parts: &[String]) -> Result<(), Fault> {
    std::fs::create_dir_all(folder)?;
    for (index, part) in parts.iter().enumerate() {
        let image = code(part)?.render::<svg::Color<'_>>().min_dimensions(480, 480).build();
        write_new(&folder.join(format!("part-{:02}.svg", index + 1)), image.as_bytes())?;
    }
    Ok(())
}

fn join(file: &Path) -> Result<Vec<u8>, Fault> {
    // Parts may be scanned several times over; a thousand lines are far beyond any package's.
    let scanned = read(file, 1024 * 1024)?;
    let scanned = String::from_utf8_lossy(&scanned);
    Ok(package::join(scanned.lines()).map_err(PackageFault::from)?)
}

pub(crate) fn read(file: &Path, max: usize) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(max).unwrap_or(u64::MAX).saturating_add(1);
    File::open(file)?.take(limit).read_to_end(&mut bytes)?;
    // One byte more than the bound is refused where packages are read.
    Ok(bytes)
}

/// Writes a new file that its owner alone reads.
pub(crate) fn write_new(file: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut out = options.open(file)?;
    out.write_all(bytes)?;
    Ok(out.sync_all()?)
}
