//! Pictures people bring: decoded within limits, turned upright, cropped, sized, and written anew, so
//! that nothing of the original file is passed on (position, camera, hidden parts).
//!
//! Decoding costs memory and time on purpose of whoever sends the file. So, as with passwords, the
//! threads are few, run at low priority, and their queue is short; when it is full, callers are told to
//! come back (503). A file that says it is larger than [`MOST_PIXELS`] is refused before it is decoded.

mod moving;
mod shapes;
mod thumbnails;

use std::io::Cursor;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use bytes::Bytes;
use crossbeam_channel::{Receiver, Sender, TrySendError};
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};
use tokio::sync::oneshot;

pub use self::thumbnails::Thumbnails;
use crate::base::codes;
use crate::base::{Error, Result};

/// The most pixels a picture has: beyond what telephones make.
pub const MOST_PIXELS: u64 = 50_000_000;
const LONGEST_SIDE: u32 = 16_384;
/// The most memory decoding one picture takes, in bytes.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
const LONGEST_QUEUE: usize = 16;
const COME_BACK: Duration = Duration::from_secs(3);

/// Makes pictures what they are needed as; cheap to clone. The thread ends with the last clone.
#[derive(Debug, Clone)]
pub struct Pictures {
    queue: Sender<Job>,
}

/// A square of the upright picture, in its pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Square {
    /// Its left edge.
    pub x: u32,
    /// Its upper edge.
    pub y: u32,
    /// The length of its sides.
    pub side: u32,
}

/// What to make of a picture.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Squares with these sides, cut at this place or, without one, from the middle.
    Squares(Option<Square>, &'static [u32]),
    /// The whole of it in each of these frames.
    Whole(&'static [Frame]),
    /// The whole of it, its sides at most so long, and moving if it moves. What moves is written anew
    /// frame by frame, and has at most so many bytes.
    Moving {
        /// The longest side.
        side: u32,
        /// The most bytes of what moves.
        bytes: usize,
    },
}

/// What a whole picture is put into.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// The longest side, in pixels.
    pub side: u32,
    /// A square with the picture in its middle; else as long and wide as the picture is, and never
    /// larger than it was.
    pub square: bool,
    /// What is left free on each side, in hundredths.
    pub margin: u32,
    /// What is behind it; nothing unless given.
    pub ground: Option<[u8; 3]>,
}

/// A picture that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its bytes.
    pub bytes: Bytes,
    /// What they are.
    pub media_type: &'static str,
}

type Job = Box<dyn FnOnce() + Send>;

impl Pictures {
    /// Starts the thread.
    ///
    /// # Errors
    /// Fails if the system gives no thread.
    pub fn start() -> Result<Self> {
        let (queue, jobs) = crossbeam_channel::bounded(LONGEST_QUEUE);
        #[expect(clippy::disallowed_methods, reason = "this thread ends with its queue")]
        std::thread::Builder::new().name("pictures".to_owned()).spawn(move || work(&jobs))?;
        Ok(Self { queue })
    }

    /// Makes `shape` of a file.
    ///
    /// # Errors
    /// `picture_unreadable`, `picture_too_large`, `overloaded` if too many wait.
    pub async fn make(&self, file: Bytes, shape: Shape) -> Result<Vec<Picture>> {
        self.run(move || shapes::make(&file, shape)).await
    }

    /// Makes small pictures of a file, and tells how large it is itself.
    ///
    /// # Errors
    /// `picture_unreadable`, `picture_too_large`, `overloaded` if too many wait.
    pub async fn thumbnails(&self, file: Bytes) -> Result<Thumbnails> {
        self.run(move || thumbnails::make(&file)).await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, made) = oneshot::channel();
        let job: Job = Box::new(move || {
            // A caller that went away needs no answer, and no work either.
            if answer.is_closed() {
                return;
            }
            // A fault in a decoder is the file's, and must not end the thread.
            let made = std::panic::catch_unwind(AssertUnwindSafe(work));
            let made = made.unwrap_or_else(|_| Err(codes::PICTURE_UNREADABLE.into()));
            drop(answer.send(made));
        });
        self.queue.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => Error::retry(codes::OVERLOADED, COME_BACK),
            TrySendError::Disconnected(_) => Error::internal("the thread of pictures ended"),
        })?;
        made.await.map_err(|_| Error::internal("the thread of pictures ended"))?
    }
}

fn work(jobs: &Receiver<Job>) {
    if let Err(error) = rustix::process::nice(10) {
        tracing::debug!(%error, "pictures are made at normal priority");
    }
    for job in jobs {
        job();
    }
}

/// Looks at what the file says of its size, before anything is decoded.
fn check_dimensions(file: &[u8], format: ImageFormat) -> Result<()> {
    use ImageFormat::{Gif, Jpeg, Png, WebP};
    if !matches!(format, Gif | Jpeg | Png | WebP) {
        return Err(codes::PICTURE_UNREADABLE.into());
    }
    let reader = ImageReader::with_format(Cursor::new(file), format);
    let (width, height) = reader.into_dimensions().map_err(unreadable)?;
    if width == 0 || height == 0 {
        return Err(codes::PICTURE_UNREADABLE.into());
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS || width.max(height) > LONGEST_SIDE {
        return Err(codes::PICTURE_TOO_LARGE.into());
    }
    Ok(())
}

/// The picture, upright.
fn decode(file: &[u8], format: ImageFormat) -> Result<DynamicImage> {
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let orientation = decoder.orientation().map_err(unreadable)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn unreadable(error: image::ImageError) -> Error {
    match error {
        image::ImageError::Limits(_) => codes::PICTURE_TOO_LARGE.into(),
        _ => codes::PICTURE_UNREADABLE.into(),
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::shapes::make;
    use super::*;

    fn png(picture: &RgbImage) -> Bytes {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner().into()
    }

    /// Left half red, right half blue.
    fn two_halves(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, _| {
            if x < width / 2 { Rgb([255, 0, 0]) } else { Rgb([0, 0, 255]) }
        })
    }

    /// A JPEG with an Exif segment: orientation 6 (turned a quarter to the right) and a maker's name.
    pub(super) fn turned(jpeg: &[u8]) -> Vec<u8> {
        let tiff =
            b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0SECRETCAMERA";
        let length = u16::try_from(tiff.len() + 2).unwrap().to_be_bytes();
        let mut file = jpeg[..2].to_vec();
        file.extend([0xff, 0xe1]);
        file.extend(length);
        file.extend(tiff);
        file.extend(&jpeg[2..]);
        file
    }

    fn open(picture: &Picture) -> RgbImage {
        image::load_from_memory(&picture.bytes).unwrap().to_rgb8()
    }

    #[tokio::test]
    async fn squares_are_cut_where_they_were_asked_for() {
        let pictures = Pictures::start().unwrap();
        let file = png(&two_halves(400, 200));
        let right = Some(Square { x: 200, y: 0, side: 200 });
        let made = pictures.make(file.clone(), Shape::Squares(right, &[64, 256])).await.unwrap();
        let sizes: Vec<_> = made.iter().map(|one| open(one).dimensions()).collect();
        assert_eq!(sizes, [(64, 64), (256, 256)]);
        assert_eq!(open(&made[1]).get_pixel(4, 128), &Rgb([0, 0, 255]));
        let middle = pictures.make(file.clone(), Shape::Squares(None, &[64])).await.unwrap();
        assert_eq!(open(&middle[0]).get_pixel(4, 32), &Rgb([255, 0, 0]));
        assert_eq!(open(&middle[0]).get_pixel(60, 32), &Rgb([0, 0, 255]));
        let beyond = Some(Square { x: 9_999, y: 9_999, side: 9_999 });
        assert!(pictures.make(file, Shape::Squares(beyond, &[64])).await.is_ok());
    }

    #[tokio::test]
    async fn a_jpeg_is_turned_upright_and_loses_what_it_says_of_its_making() {
        let mut jpeg = Cursor::new(Vec::new());
        two_halves(64, 64).write_to(&mut jpeg, ImageFormat::Jpeg).unwrap();
        let jpeg = jpeg.into_inner();
        let file = turned(&jpeg);
        let made = make(&file, Shape::Squares(None, &[64])).unwrap();
        let upright = open(&made[0]);
        assert!(upright.get_pixel(32, 4)[0] > 200, "the left half is on top now");
        assert!(upright.get_pixel(32, 60)[2] > 200);
        assert!(!made[0].bytes.windows(6).any(|part| part == b"SECRET"));
    }

    #[tokio::test]
    async fn what_is_no_picture_or_swells_is_refused() {
        let pictures = Pictures::start().unwrap();
        let code = async |file: Bytes| {
            pictures.make(file, Shape::Squares(None, &[64])).await.unwrap_err().code()
        };
        for bad in [
            &b""[..],
            b"GIF89a",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"\x89PNG\r\n\x1a\n",
        ] {
            assert_eq!(code(Bytes::from_static(bad)).await, codes::PICTURE_UNREADABLE);
        }
        let whole = png(&two_halves(64, 64));
        assert_eq!(code(whole.slice(..whole.len() / 2)).await, codes::PICTURE_UNREADABLE);
        // A header that promises 60 000 × 60 000 pixels.
        let mut bomb = whole.to_vec();
        bomb[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
        let crc = crc_of(&bomb[12..29]).to_be_bytes();
        bomb[29..33].copy_from_slice(&crc);
        assert_eq!(code(bomb.into()).await, codes::PICTURE_TOO_LARGE);
    }

    fn crc_of(bytes: &[u8]) -> u32 {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum()
    }
}
