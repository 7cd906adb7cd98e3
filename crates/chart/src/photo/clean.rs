//! From whatever was sent to a picture that may be kept: read within limits, turned upright, written anew.
//!
//! What is kept is made from pixels alone. Position, names, thumbnails, comments and everything that hid behind the picture
//! stay outside, because they are never copied.
use super::marks;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, RgbImage};
use std::io::Cursor;

/// The most bytes of one photograph as it is sent.
pub const BYTES_MAX: usize = 25 * 1024 * 1024;
/// The most pixels of one photograph as it is sent: what telephones make, and no bomb.
pub const PIXELS_MAX: u64 = 50_000_000;
/// The longest edge of a photograph as it is sent, pixels.
pub const EDGE_MAX: u32 = 16_384;
/// The most memory that reading one photograph may take, bytes.
const MEMORY_MAX: u64 = 256 * 1024 * 1024;
/// The shortest edge that shows anything, pixels.
pub const EDGE_MIN: u32 = 64;
/// The longest edge of what is kept, pixels.
pub const KEPT_EDGE: u32 = 2_400;
/// The longest edge of the small copy for lists, pixels.
pub const SMALL_EDGE: u32 = 480;
const KEPT_QUALITY: u8 = 88;
const SMALL_QUALITY: u8 = 80;

/// Why a file cannot be kept as a photograph, in words for whoever sent it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Nothing was sent.
    #[error("the file is empty")]
    Empty,
    /// More bytes than may be sent.
    #[error("the file has {got} megabytes and at most {} are read", BYTES_MAX / 1_048_576)]
    Heavy {
        /// Megabytes, rounded up.
        got: usize,
    },
    /// A kind of picture that is not read.
    #[error("{0} is not read here; send the picture as JPEG, PNG or WebP")]
    Kind(&'static str),
    /// No picture at all.
    #[error("this is not a picture: JPEG, PNG and WebP are read")]
    NoPicture,
    /// More pixels than are read, told before any is decoded.
    #[error("the picture has {} megapixels and at most {} are read", pixels.div_ceil(1_000_000), PIXELS_MAX / 1_000_000)]
    Large {
        /// Pixels.
        pixels: u64,
    },
    /// One edge is longer than is read.
    #[error("the picture is {edge} pixels long and at most {EDGE_MAX} are read")]
    Long {
        /// The longer edge, pixels.
        edge: u32,
    },
    /// Too small to show anything.
    #[error(
        "the picture is only {width} by {height} pixels; at least {EDGE_MIN} by {EDGE_MIN} are needed to see anything"
    )]
    Small {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// It says that it is a picture, and cannot be read to its end.
    #[error("the picture is damaged or was cut off on its way; send it again")]
    Damaged,
}

/// A picture that may be kept: two JPEG files without any metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clean {
    /// The picture, its longest edge at most [`KEPT_EDGE`].
    pub full: Vec<u8>,
    /// A copy for lists, its longest edge at most [`SMALL_EDGE`].
    pub small: Vec<u8>,
    /// Width of the full one, pixels.
    pub width: u32,
    /// Height of the full one, pixels.
    pub height: u32,
}

/// Reads what was sent, turns it upright and writes it anew.
///
/// # Errors
/// It is no picture that may be kept; the reason is a sentence for whoever sent it.
pub fn clean(sent: &[u8]) -> Result<Clean, Unfit> {
    if sent.is_empty() {
        return Err(Unfit::Empty);
    }
    if sent.len() > BYTES_MAX {
        return Err(Unfit::Heavy { got: sent.len().div_ceil(1_048_576) });
    }
    let kind = kind(sent)?;
    // The reader of JPEG fills what is missing with grey, which nobody may take for skin.
    if kind == ImageFormat::Jpeg && !marks::is_whole(sent) {
        return Err(Unfit::Damaged);
    }
    let mut picture = decoded(sent, kind)?;
    if picture.width().max(picture.height()) > KEPT_EDGE {
        picture = picture.resize(KEPT_EDGE, KEPT_EDGE, FilterType::CatmullRom);
    }
    let full = on_white(&picture);
    // A picture that is small already is not blown up.
    let small = (full.width().max(full.height()) > SMALL_EDGE)
        .then(|| on_white(&picture.thumbnail(SMALL_EDGE, SMALL_EDGE)));
    Ok(Clean {
        width: full.width(),
        height: full.height(),
        small: jpeg(small.as_ref().unwrap_or(&full), SMALL_QUALITY)?,
        full: jpeg(&full, KEPT_QUALITY)?,
    })
}

/// What the first bytes say; names of files and of types are not believed.
fn kind(sent: &[u8]) -> Result<ImageFormat, Unfit> {
    match image::guess_format(sent) {
        Ok(read @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => Ok(read),
        Ok(ImageFormat::Gif) => Err(Unfit::Kind("GIF")),
        Ok(ImageFormat::Tiff) => Err(Unfit::Kind("TIFF")),
        Ok(ImageFormat::Bmp) => Err(Unfit::Kind("BMP")),
        Ok(ImageFormat::Avif) => Err(Unfit::Kind("AVIF")),
        Err(_) if is_heic(sent) => Err(Unfit::Kind("HEIC")),
        Ok(_) | Err(_) => Err(Unfit::NoPicture),
    }
}

/// The family of formats of some telephones: a box called `ftyp` with one of these brands.
fn is_heic(sent: &[u8]) -> bool {
    sent.get(4..8) == Some(b"ftyp")
        && sent
            .get(8..12)
            .is_some_and(|brand| matches!(brand, b"heic" | b"heix" | b"hevc" | b"mif1" | b"msf1"))
}

/// Size first, pixels later: a bomb is refused by what its heading says.
fn decoded(sent: &[u8], kind: ImageFormat) -> Result<DynamicImage, Unfit> {
    let mut reader = ImageReader::with_format(Cursor::new(sent), kind);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| Unfit::Damaged)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > PIXELS_MAX || decoder.total_bytes() > MEMORY_MAX {
        return Err(Unfit::Large { pixels });
    }
    if width.max(height) > EDGE_MAX {
        return Err(Unfit::Long { edge: width.max(height) });
    }
    if width.min(height) < EDGE_MIN {
        return Err(Unfit::Small { width, height });
    }
    // A note about orientation that cannot be read is none: the picture is shown as it lies.
    let turn = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| Unfit::Damaged)?;
    picture.apply_orientation(turn);
    Ok(picture)
}

/// What is seen through, on white: JPEG knows no transparency, and a hidden layer is not kept.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let seen = picture.to_rgba8();
    RgbImage::from_fn(seen.width(), seen.height(), |x, y| {
        let [r, g, b, a] = seen.get_pixel(x, y).0;
        let mix = |c: u8| {
            let mixed = (u32::from(c) * u32::from(a) + 255 * (255 - u32::from(a)) + 127) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        image::Rgb([mix(r), mix(g), mix(b)])
    })
}

fn jpeg(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, Unfit> {
    let mut bytes = Vec::new();
    picture
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality))
        .map_err(|_| Unfit::Damaged)?;
    Ok(bytes)
}

#[cfg(test)]
#[path = "clean_tests.rs"]
mod tests;
